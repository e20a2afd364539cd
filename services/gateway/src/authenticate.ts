/** One API key for all, compared in constant time; health is open. Without a key the gateway binds to loopback only. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { NexError } from '@nex/core';
import type { HttpRequest } from '@nex/http';

const OPEN = new Set(['/healthz', '/readyz']);

export function authenticator(apiKey: string | undefined): (request: HttpRequest) => void {
  if (apiKey === undefined) return () => {};
  const expected = digest(apiKey);
  return (request) => {
    if (OPEN.has(request.url.split('?')[0] ?? '')) return;
    const header = request.headers['x-api-key'];
    const given =
      typeof header === 'string' ? header : /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    throw new NexError(
      'unauthenticated',
      given === undefined ? 'The request carries no API key.' : 'The API key is wrong.',
      {
        hint: 'Send it as "authorization: Bearer <key>" or "x-api-key: <key>".',
      },
    );
  };
}

/** Digests have equal lengths, which the comparison needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
