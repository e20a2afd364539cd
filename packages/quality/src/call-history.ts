/** All calls that a run made, those that a compaction took out of its conversation, too. */
import { EARLIER_INDEX, type TrajectoryRun } from '@nex/core';
import { type AnsweredCall, callsOf } from './calls.ts';

export interface PastCall extends AnsweredCall {
  /** Ascending; calls of one message have one. */
  turn: number;
}

/** In the order of the calls, each once; `EARLIER_INDEX` is the index of those that stand only before a compaction. */
export function callHistoryOf(run: TrajectoryRun): PastCall[] {
  const { earlierLeaves = [] } = run;
  const own = callsOf(run);
  if (earlierLeaves.length === 0) return own.map((entry) => ({ ...entry, turn: entry.messageIndex }));
  const known = new Map<string, PastCall>();
  let turn = 0;
  for (const [calls, isOwn] of [
    ...earlierLeaves.map((messages) => [callsOf({ messages }), false] as const),
    [own, true] as const,
  ]) {
    let before: number | undefined;
    for (const entry of calls) {
      const { id, name, argumentsText } = entry.call;
      const key = JSON.stringify([id, name, argumentsText]);
      if (before !== entry.messageIndex) turn += 1;
      before = entry.messageIndex;
      const past = known.get(key);
      // The first place tells the order; results are cleared later, indexes hold for the last conversation.
      known.set(key, {
        ...entry,
        ...(past?.result && { result: past.result }),
        ...(!isOwn && { messageIndex: EARLIER_INDEX, ...(entry.result && { resultIndex: EARLIER_INDEX }) }),
        turn: past?.turn ?? turn,
      });
    }
  }
  return [...known.values()];
}
