/** What a kind of assertion is: a pure judgement of one run of the agent that the assertion belongs to. */
import type { Assertion, TrajectoryRun } from '@nex/core';

export type AssertionOf<K extends Assertion['kind']> = Extract<Assertion, { kind: K }>;

/** Says what is wrong and where; `undefined` when the assertion holds. */
export type AssertionFault = { note: string; messageIndex: number } | undefined;

export type AssertionJudge<K extends Assertion['kind']> = (
  assertion: AssertionOf<K>,
  run: TrajectoryRun,
) => AssertionFault;

export function lastIndex(run: TrajectoryRun): number {
  return Math.max(0, run.messages.length - 1);
}
