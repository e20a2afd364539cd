/** A reason to end a run. Pure: looks at the state between two turns and decides. */
import type { LoopState } from '../loop-state.ts';
import type { Stop } from '../loop-types.ts';

export type StopPredicate = (
  state: Pick<LoopState, 'turn' | 'iterations' | 'halt'> & { input: Pick<LoopState['input'], 'agent'> },
) => Stop | undefined;
