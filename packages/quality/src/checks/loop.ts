/** The agent gets on: it neither repeats a step that changes nothing nor writes in circles. */
import { canonicalJson, parseJsonObject, type TrajectoryRun, textOf } from '@nex/core';
import type { AnsweredCall } from '../calls.ts';
import { defineCheck, type Finding } from '../check.ts';
import { findRepetition } from '../repetition.ts';

const MAX_SAME_STEPS = 2;

/** Asking again is fine as long as the result changes: that is how one waits for something. */
export const loop = defineCheck({
  name: 'loop',
  version: 3,
  description:
    'Drops when a run calls a tool three times with the same arguments (order of keys aside) and gets the same result each time, injected faults aside, or when text of the assistant repeats a phrase at least four times in a row over at least 48 words.',
  reasons: ['repeated_call', 'repeated_text'],
  *find({ runs }, reading) {
    for (const run of runs) {
      yield* repeatedCalls(run.runId, reading.callsOf(run));
      yield* repeatedText(run);
    }
  },
});

function* repeatedCalls(runId: string, calls: readonly AnsweredCall[]): Generator<Finding> {
  if (calls.length <= MAX_SAME_STEPS) return;
  // Only what came to the same result can be the same step: spelling out all arguments takes longer.
  const outcomes = Map.groupBy(
    calls,
    ({ call, result }) => `${call.name}\u0000${result ? textOf(result) : ''}`,
  );
  const times = new Map<string, number>();
  for (const { call, messageIndex, result } of calls) {
    // Asking again is what there is to do about a fault that passes.
    if (result === undefined || result.injected !== undefined) continue;
    const alike = outcomes.get(`${call.name}\u0000${textOf(result)}`) ?? [];
    if (alike.length <= MAX_SAME_STEPS) continue;
    const args = parseJsonObject(call.argumentsText) ?? call.argumentsText;
    const step = canonicalJson([call.name, args, result.isError, result.content]);
    const count = (times.get(step) ?? 0) + 1;
    times.set(step, count);
    if (count !== MAX_SAME_STEPS + 1) continue;
    const note = `${call.name} is called for the third time with the same arguments and the same result.`;
    yield { reason: 'repeated_call', runId, messageIndex, note };
  }
}

function* repeatedText(run: TrajectoryRun): Generator<Finding> {
  for (const [messageIndex, message] of run.messages.entries()) {
    if (message.role !== 'assistant') continue;
    for (const block of message.content) {
      if (block.type !== 'text' && block.type !== 'reasoning') continue;
      const repetition = findRepetition(block.text);
      if (repetition === undefined) continue;
      const note = `${repetition.copies} times in a row: ${repetition.phrase}`;
      yield { reason: 'repeated_text', runId: run.runId, messageIndex, note };
    }
  }
}
