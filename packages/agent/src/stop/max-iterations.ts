/** The run has had all its model answers. */
import type { StopPredicate } from './stop-predicate.ts';

export const maxIterations: StopPredicate = ({ iterations, input }) =>
  iterations >= input.agent.maxIterations ? { stopReason: 'max_iterations' } : undefined;
