/** The reasons to stop between two turns. The first that holds wins: a finished run is finished, even when cancelled. */
import type { Stop } from '../loop-types.ts';
import { aborted } from './aborted.ts';
import { answered } from './answered.ts';
import { maxIterations } from './max-iterations.ts';
import type { StopPredicate } from './stop-predicate.ts';
import { stopTool } from './stop-tool.ts';
import { truncated } from './truncated.ts';

export const STOP_PREDICATES = [
  stopTool,
  truncated,
  answered,
  aborted,
  maxIterations,
] as const satisfies readonly StopPredicate[];

export const whyStop: StopPredicate = (state): Stop | undefined => {
  for (const predicate of STOP_PREDICATES) {
    const stop = predicate(state);
    if (stop) return stop;
  }
  return undefined;
};
