/** How often and how long a call is tried again. */
import { CallFailure } from './failure.ts';
import { pause } from './pause.ts';

export interface RetryPolicy {
  /** Tries in all, the first one counted. Default 5. */
  attempts: number;
  /** Pause before the second try. Doubles with each further one. Default 200. */
  baseMs: number;
  /** Longest pause. Default 3000. */
  maxMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 5, baseMs: 200, maxMs: 3_000 };

/** The pause before try number `attempt` (2 is the first repeat). */
export function pauseBefore(attempt: number, policy: RetryPolicy): number {
  return Math.min(policy.maxMs, policy.baseMs * 2 ** Math.max(0, attempt - 2));
}

/** What the server asks to wait, up to ten times the longest pause of the policy. */
function askedPauseMs(thrown: unknown, { maxMs }: RetryPolicy): number {
  const asked = thrown instanceof CallFailure ? thrown.error.retryAfterMs : undefined;
  return Math.min(asked ?? 0, 10 * maxMs);
}

/** Runs `work` until it settles in a way that `mayRepeat` does not allow to repeat, or the tries are used up. */
export async function withRetry<T>(
  policy: RetryPolicy,
  work: () => Promise<T>,
  mayRepeat: (thrown: unknown) => boolean,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= policy.attempts || signal?.aborted || !mayRepeat(thrown)) throw thrown;
      await pause(Math.max(pauseBefore(attempt + 1, policy), askedPauseMs(thrown, policy)), signal);
    }
  }
}
