/** The caller cancelled, or the run's time is over. */
import { abortError, type NexError } from '@nex/core';
import type { Stop } from '../loop-types.ts';
import type { StopPredicate } from './stop-predicate.ts';

export const aborted: StopPredicate = ({ halt }) =>
  halt.signal.aborted ? stopByAbort(abortError(halt.signal)) : undefined;

export function stopByAbort(error: NexError): Stop {
  return { stopReason: error.code === 'timeout' ? 'timeout' : 'cancelled', failure: error.toFailure() };
}
