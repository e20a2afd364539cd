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

const PASSES = new Set(['unavailable', 'timeout', 'quota_exceeded']);

/** True when the peer did not answer, rather than answered no, or takes no more for the tenant for now. */
export function isAway(thrown: unknown): boolean {
  return thrown instanceof NexError && PASSES.has(thrown.code);
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
