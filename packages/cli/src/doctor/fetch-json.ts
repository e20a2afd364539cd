/** Asks a service, and measures how long it took and what its clock said meanwhile. */
import * as z from 'zod';

const ASK_TIMEOUT_MS = 5000;

export const Health = z.object({
  service: z.string(),
  version: z.string().optional(),
  now: z.iso.datetime().optional(),
});

/** `undefined` when it gives no answer, or one that is no JSON. */
export async function fetchJson(
  url: string,
  signal: AbortSignal,
  apiKey?: string,
): Promise<{ status: number; body: unknown; tookMs: number; at: number } | undefined> {
  const startedAt = performance.now();
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_TIMEOUT_MS)]),
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    });
    const body: unknown = await answer.json();
    const tookMs = performance.now() - startedAt;
    return { status: answer.status, body, tookMs, at: Date.now() - tookMs / 2 };
  } catch {
    return undefined;
  }
}
