import { NexError } from '@nex/core';

/** Throws `cancelled`. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new NexError('cancelled', 'Writing the data set was cancelled.');
}
