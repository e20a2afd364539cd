/** One try of a delivery: a signed POST. What is not answered by 2xx is a failure, a redirect too. */
import { NexError, toNexError } from '@nex/core';
import type { DueDelivery } from './delivery-store.ts';
import { signatureHeaders } from './signing.ts';

/** Of the whole request. */
export const TRY_TIMEOUT_MS = 15_000;

export type TryOutcome = { status: number; ok: true } | { status: number | null; ok: false; error: string };

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
    const redirects = status >= 300 && status < 400;
    return {
      status,
      ok: false,
      error: redirects
        ? `It redirects (status ${status}), which is not followed.`
        : `It answered with status ${status}.`,
    };
  } catch (thrown) {
    return { status: null, ok: false, error: messageOf(thrown, signal) };
  }
}

function messageOf(thrown: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'The gateway was stopped during the try.';
  if (thrown instanceof NexError) return thrown.message;
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return `It did not answer within ${TRY_TIMEOUT_MS / 1000} s.`;
  }
  return toNexError(thrown, 'unavailable', 'It cannot be reached.').message;
}
