/** One try of a delivery: a signed POST. What is not answered by 2xx is a failure, a redirect too. */
import { NexError, readRetryAfter, toNexError } from '@nex/core';
import type { DueDelivery } from './delivery-store.ts';
import { MOST_ASKED_MS } from './pause-before-next.ts';
import { signatureHeaders } from './signing.ts';

/** Of the whole request. */
export const TRY_TIMEOUT_MS = 15_000;

export type TryOutcome =
  | { status: number; ok: true }
  | {
      status: number | null;
      ok: false;
      error: string;
      /** The pause that the receiver asks for. */
      askedMs?: number | undefined;
    };

/** With other answers a pause is not asked for. */
const MAY_ASK = new Set([429, 503]);

/** Never throws; what `secrets` throws is a failure, too. */
export async function sendDelivery(
  fetch: typeof globalThis.fetch,
  { eventId: id, body, url }: DueDelivery,
  { secrets, signal }: { secrets: () => readonly string[]; signal: AbortSignal },
): Promise<TryOutcome> {
  const timestamp = Math.floor(Date.now() / 1000);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'nex-webhooks/1',
        ...signatureHeaders({ id, timestamp, body }, secrets()),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TRY_TIMEOUT_MS)]),
    });
    // What it says is nobody's concern here, and may be without end.
    await answer.body?.cancel();
    const { status } = answer;
    if (status >= 200 && status < 300) return { status, ok: true };
    const header = MAY_ASK.has(status) ? answer.headers.get('retry-after') : null;
    const askedMs = readRetryAfter(header, Date.now());
    return { status, ok: false, error: refusalOf(status, askedMs), askedMs };
  } catch (thrown) {
    return { status: null, ok: false, error: messageOf(thrown, signal) };
  }
}

function refusalOf(status: number, askedMs: number | undefined): string {
  if (status >= 300 && status < 400) return `It redirects (status ${status}), which is not followed.`;
  if (askedMs === undefined) return `It answered with status ${status}.`;
  const bound = askedMs > MOST_ASKED_MS ? `; ${MOST_ASKED_MS / 1000} s are waited at most` : '';
  return `It answered with status ${status} and asks for a pause of ${Math.ceil(askedMs / 1000)} s${bound}.`;
}

function messageOf(thrown: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'The gateway was stopped during the try.';
  if (thrown instanceof NexError) return thrown.message;
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return `It did not answer within ${TRY_TIMEOUT_MS / 1000} s.`;
  }
  return toNexError(thrown, 'unavailable', 'It cannot be reached.').message;
}
