/** Waits out a peer that is away: repeats a call that is safe to repeat, with growing pauses. */
import { setTimeout } from 'node:timers/promises';
import { NexError } from '@nex/core';

export interface Patience {
  firstPauseMs: number;
  longestPauseMs: number;
  /** Gives up when the peer has been away for this long. */
  giveUpAfterMs: number;
}

export const PATIENCE: Patience = { firstPauseMs: 200, longestPauseMs: 5000, giveUpAfterMs: 60_000 };

/** True when the peer did not answer, rather than answered no. */
export function isAway(thrown: unknown): boolean {
  return thrown instanceof NexError && (thrown.code === 'unavailable' || thrown.code === 'timeout');
}

/** What the call gives, or its last error. Errors that are an answer are thrown at once. */
export async function retrying<T>(
  signal: AbortSignal,
  call: () => Promise<T>,
  patience = PATIENCE,
): Promise<T> {
  const since = Date.now();
  for (let pauseMs = patience.firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, patience.longestPauseMs)) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (thrown) {
      if (!isAway(thrown) || Date.now() - since > patience.giveUpAfterMs) throw thrown;
      await setTimeout(pauseMs, undefined, { signal });
    }
  }
}
