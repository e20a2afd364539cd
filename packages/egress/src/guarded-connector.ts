/**
 * Opens sockets only to public addresses. A name is resolved once, all its addresses are judged, and the socket is
 * opened to one of those that were judged: a second answer of the name server cannot lead elsewhere. The address that
 * the socket ended at is judged once more.
 */
import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { NexError } from '@nex/core';
import { buildConnector } from 'undici';
import { type EgressPolicy, privateRefusal } from './egress-policy.ts';
import { isPublicAddress } from './public-address.ts';

/** All addresses of a name; throws when there are none. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

export interface ConnectorOptions {
  policy: EgressPolicy;
  timeoutMs: number;
  /** Default: the system's. */
  resolve?: Resolve;
}

export function createGuardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { policy, timeoutMs } = options;
  const resolve = options.resolve ?? ((host) => systemLookup(host, { all: true }));
  const connectorWith = (lookup: LookupFunction) =>
    buildConnector({ timeout: timeoutMs, allowH2: false, lookup });
  const open = connectorWith(lookupBy(resolve, () => true));
  const guarded = connectorWith(lookupBy(resolve, isPublicAddress));
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80));
    if (policy.isExempt(host, port)) return open(target, callback);
    if (isIP(host) !== 0 && !isPublicAddress(host)) return callback(privateRefusal(host), null);
    guarded(target, (...result) => {
      const [error, socket] = result;
      if (error) return callback(error, null);
      if (isPublicAddress(socket.remoteAddress ?? '')) return callback(null, socket);
      socket.destroy();
      callback(privateRefusal(host), null);
    });
  };
}

/** A name with a single address that may not be reached is refused whole. */
function lookupBy(resolve: Resolve, mayReach: (address: string) => boolean): LookupFunction {
  async function judged(host: string): Promise<LookupAddress[] | NexError> {
    try {
      const addresses = await resolve(host);
      if (addresses.length === 0) return new NexError('unavailable', `${host} has no address.`);
      return addresses.every(({ address }) => mayReach(address)) ? addresses : privateRefusal(host);
    } catch (thrown) {
      return new NexError('unavailable', `${host} cannot be found.`, { cause: thrown });
    }
  }
  async function answer(...[host, { all }, callback]: Parameters<LookupFunction>): Promise<void> {
    const addresses = await judged(host);
    if (addresses instanceof NexError) callback(addresses, '', 0);
    else if (all) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
  }
  return (...asked) => void answer(...asked);
}
