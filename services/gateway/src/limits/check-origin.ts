/**
 * Where no key is asked for, being on this machine is all that a caller shows, and a page of somebody else in a browser on
 * this machine shows it, too. So its requests are refused: by their origin, and by the name that they reach the gateway by.
 */
import { NexError } from '@nex/core';
import { isLoopback } from '@nex/service';

export interface Origins {
  host: string;
  /** Of pages that may use the API. */
  corsOrigins: readonly string[];
}

/** Throws `forbidden`. */
export function checkOrigin(
  { origin, host }: { origin?: string | undefined; host?: string | undefined },
  { corsOrigins, host: ownHost }: Origins,
): void {
  const name = hostnameOf(`http://${host ?? ''}`);
  if (name === undefined || !(isLoopback(name) || name === ownHost)) {
    throw new NexError(
      'forbidden',
      'Without a key the gateway answers under the names of this machine only.',
      {
        where: 'host',
        hint: 'Use http://127.0.0.1, or set NEX_API_KEY.',
      },
    );
  }
  if (origin === undefined || corsOrigins.includes(origin) || origin === `http://${host}`) return;
  throw new NexError('forbidden', 'Without a key the gateway takes nothing from pages of others.', {
    where: 'origin',
    hint: 'Name the page in CORS_ORIGINS, or set NEX_API_KEY.',
  });
}

function hostnameOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}
