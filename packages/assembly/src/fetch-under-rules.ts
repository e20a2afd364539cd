/**
 * Rules for hosts are judged by the address of the call. A server may redirect elsewhere, so each address that a fetch
 * is led to is judged, too: what the rules forbid is not reached, and what they would ask for needs a call of its own.
 */
import { type JsonObject, NexError, type PermissionDecision } from '@nex/core';

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** For requests without a body. Throws `invalid_request` for an address that may not be reached. */
export function fetchUnderRules(
  fetch: typeof globalThis.fetch,
  toolName: string,
  permit: (args: JsonObject) => PermissionDecision,
): typeof globalThis.fetch {
  return async (input, init) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, { ...init, redirect: 'manual' });
      const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
      if (location === null) return response;
      await response.body?.cancel();
      if (redirects === MAX_REDIRECTS) {
        throw new NexError('unavailable', `${url.host} redirects more than ${MAX_REDIRECTS} times.`);
      }
      url = judge(location, url);
    }
  };

  function judge(location: string, from: URL): URL {
    const target = URL.parse(location, from.href);
    if (!target) throw new NexError('unavailable', `${from.host} redirects to what is no address.`);
    if (target.hostname === from.hostname) return target;
    const { decision } = permit({ url: target.href });
    if (decision === 'allow') return target;
    const where = `${from.host} redirects to ${target.host}`;
    if (decision === 'deny') throw new NexError('invalid_request', `${where}, which a rule forbids.`);
    throw new NexError('invalid_request', `${where}, which this call was not allowed to open.`, {
      hint: `Call ${toolName} with ${target.href} to ask for it.`,
    });
  }
}
