/**
 * How many runs a tree may have. The worker that holds the tree counts those that its agents start, so it is exact however
 * many calls start runs at the same time. Runs of teammates are made by whoever writes to them, and counted when seen.
 */
import { NexError, type RunLimits } from '@nex/core';

export interface Breadth {
  /** Before a run below that one is made. Throws `budget_exhausted`. */
  take(parentRunId: string): void;
  /** A run below that one was made elsewhere, within the limits. */
  count(parentRunId: string): void;
}

/** `started`: id of a run → runs that it started before. */
export function createBreadth(
  { maxChildren = Number.POSITIVE_INFINITY, maxRuns = Number.POSITIVE_INFINITY }: RunLimits,
  started: ReadonlyMap<string, number>,
): Breadth {
  const children = new Map(started);
  let runs = 1;
  for (const known of children.values()) runs += known;
  const count = (parentRunId: string) => {
    runs += 1;
    children.set(parentRunId, (children.get(parentRunId) ?? 0) + 1);
  };
  return {
    count,
    take(parentRunId) {
      const own = children.get(parentRunId) ?? 0;
      if (runs >= maxRuns) throw usedUp(`The whole task may have ${maxRuns} runs`);
      if (own >= maxChildren) throw usedUp(`This agent may start ${maxChildren} runs`);
      count(parentRunId);
    },
  };
}

function usedUp(what: string): NexError {
  return new NexError('budget_exhausted', `${what}, and they are used up. Go on without a sub-agent.`);
}
