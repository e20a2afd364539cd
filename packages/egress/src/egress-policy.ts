/** Where outgoing requests may go. Judges the form of an address; names are judged again by what they resolve to. */
import { isIP } from 'node:net';
import { NexError } from '@nex/core';
import { isPublicAddress } from './public-address.ts';

export interface EgressOptions {
  /** Lets every address pass that is no public one; for development. Default false. */
  allowPrivate?: boolean;
  /** `host` or `host:port`, IPv6 in brackets: may be reached whatever they resolve to and on any port. */
  allowHosts?: readonly string[];
}

export interface EgressPolicy {
  /**
   * The address, parsed. Throws `invalid_request` for what is no http or https address, carries a user name or
   * password, uses a port that belongs to another protocol, or names a private address or a local name.
   */
  checkUrl(url: string | URL): URL;
  /** Whether a connection to the host may go to any address. `host` without brackets. */
  isExempt(host: string, port: number): boolean;
}

const LOCAL_NAME = /^[^.]+$|(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/;
const LOWEST_FREE_PORT = 1024;

export function createEgressPolicy(options: EgressOptions = {}): EgressPolicy {
  const { allowPrivate = false, allowHosts = [] } = options;
  const exempt = new Set(allowHosts.map((host) => host.toLowerCase()));
  const isExempt = (host: string, port: number): boolean => {
    const name = isIP(host) === 6 ? `[${host}]` : host.toLowerCase();
    return allowPrivate || exempt.has(name) || exempt.has(`${name}:${port}`);
  };
  return {
    isExempt,
    checkUrl(address) {
      const url = URL.parse(String(address));
      if (!url) throw refusal('The address is not a complete URL.', 'Give one such as https://example.com/.');
      if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        throw refusal('Only http and https addresses can be reached.', 'Give an http or https address.');
      }
      if (url.username !== '' || url.password !== '') {
        throw refusal('The address carries a user name or password.', 'Leave them out of the address.');
      }
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const port = portOf(url);
      if (isExempt(host, port)) return url;
      if (port !== 80 && port !== 443 && port < LOWEST_FREE_PORT) {
        throw refusal(`Port ${port} may not be reached.`, 'Use port 80, 443 or one from 1024 on.');
      }
      const name = host.replace(/\.$/, '');
      if (isIP(host) === 0 ? LOCAL_NAME.test(name) : !isPublicAddress(host))
        throw privateRefusal(url.hostname);
      return url;
    },
  };
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** `host` is what the caller named; what it resolves to stays untold. */
export function privateRefusal(host: string): NexError {
  return refusal(
    `${host} is not on the public internet and may not be reached.`,
    'Use a public address, or have the host allowed by whoever runs the platform.',
  );
}

function refusal(message: string, hint: string): NexError {
  return new NexError('invalid_request', message, { hint });
}
