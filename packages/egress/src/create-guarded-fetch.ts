/**
 * `fetch` for addresses that others chose. It reaches public addresses only, whatever a name resolves to or a server
 * redirects to, follows redirects by hand so that each is judged, gives no header of the caller to another origin, and
 * takes no proxy from the environment.
 */
import { NexError } from '@nex/core';
import { Agent, fetch as rawFetch } from 'undici';
import { createEgressPolicy, type EgressOptions } from './egress-policy.ts';
import { createGuardedConnector, type Resolve } from './guarded-connector.ts';
import { limitedResponse } from './limited-response.ts';
import { type OutgoingRequest, outgoingRequest, redirectedRequest } from './outgoing-request.ts';

export interface GuardedFetchOptions extends EgressOptions {
  /** Default 5. */
  maxRedirects?: number;
  timeouts?: {
    /** Default 10 s. */
    connectMs?: number;
    /** Until the answer begins. Default 30 s. */
    headersMs?: number;
    /** Between two parts of a body; 0: none. Default 60 s. */
    bodyIdleMs?: number;
  };
  /** Of the decoded body; a longer one ends in `too_large`. Default 10 MiB; `Infinity` for streams without end. */
  maxResponseBytes?: number;
  /** How names become addresses. Default: the system's. */
  resolve?: Resolve;
}

/** Disposing breaks off what is under way. */
export type GuardedFetch = typeof globalThis.fetch & AsyncDisposable;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Rejects with NexError: `invalid_request` (may not be reached), `unavailable`, `timeout`, `too_large`; and with the
 * reason of an aborted signal. Request bodies are read whole first, so that a redirect can repeat them.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const { maxRedirects = 5, timeouts = {}, maxResponseBytes = 10 * 1024 * 1024, resolve } = options;
  const { connectMs = 10_000, headersMs = 30_000, bodyIdleMs = 60_000 } = timeouts;
  const policy = createEgressPolicy(options);
  const dispatcher = new Agent({
    connect: createGuardedConnector({ policy, timeoutMs: connectMs, ...(resolve && { resolve }) }),
    headersTimeout: headersMs,
    bodyTimeout: bodyIdleMs,
  });

  async function send(request: OutgoingRequest) {
    const { url, method, headers, body, signal } = request;
    try {
      return await rawFetch(url, {
        method,
        headers: [...headers],
        ...(body && { body }),
        ...(signal && { signal }),
        redirect: 'manual',
        dispatcher,
      });
    } catch (thrown) {
      throw toError(thrown, url, signal);
    }
  }

  async function guardedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    let request = await outgoingRequest(input, init, (url) => policy.checkUrl(url));
    for (let redirects = 0; ; redirects += 1) {
      const { url, signal } = request;
      const raw = await send(request);
      const location = REDIRECTS.has(raw.status) ? raw.headers.get('location') : null;
      if (raw.status < 200 || raw.status > 599) {
        await raw.body?.cancel();
        throw new NexError('unavailable', `${url.host} answered with status ${raw.status}, which is none.`);
      }
      if (location === null || request.redirect === 'manual') {
        return limitedResponse(raw, {
          url: url.href,
          redirected: redirects > 0,
          maxBytes: maxResponseBytes,
          toError: (thrown) => toError(thrown, url, signal),
        });
      }
      await raw.body?.cancel();
      if (request.redirect === 'error') throw new NexError('unavailable', `${url.host} redirects elsewhere.`);
      if (redirects === maxRedirects) {
        throw new NexError('unavailable', `${url.host} redirects more than ${maxRedirects} times.`);
      }
      request = redirectedRequest(request, raw.status, checkTarget(location, url));
    }
  }

  function checkTarget(location: string, from: URL): URL {
    const target = URL.parse(location, from.href);
    try {
      return policy.checkUrl(target ?? location);
    } catch (thrown) {
      throw new NexError('invalid_request', `${from.host} redirects to an address that may not be reached.`, {
        hint: 'Use an address that does not redirect there.',
        cause: thrown,
      });
    }
  }

  return Object.assign(guardedFetch, { [Symbol.asyncDispose]: () => dispatcher.destroy() });
}

const TIMEOUTS: ReadonlySet<unknown> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** What the caller sees of a failure: never a resolved address. */
function toError(thrown: unknown, url: URL, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if (error instanceof NexError) return error;
    if ('code' in error && TIMEOUTS.has(error.code)) {
      return new NexError('timeout', `${url.host} took too long to answer.`, { cause: thrown });
    }
  }
  return new NexError('unavailable', `${url.host} cannot be reached.`, {
    hint: 'Check the address, or try again later.',
    cause: thrown,
  });
}
