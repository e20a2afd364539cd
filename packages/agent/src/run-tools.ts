/**
 * Runs the open calls of a turn. Tools with `disableParallel` go first, one by one in call order; the rest runs
 * concurrently; results are appended in call order, once all are there.
 */
import { abortError, type Message, type ToolOutcome, toolCallsOf } from '@nex/core';
import { executeCall, resultMessage } from './execute-call.ts';
import { appendMessages, type LoopState, type Turn } from './loop-state.ts';
import type { Stop } from './loop-types.ts';
import { type PreparedCall, prepareCall } from './prepare-call.ts';
import { stopByAbort } from './stop/aborted.ts';

/** Rejects when the recorder does, after the turn's other calls were stopped. */
export async function runTools(state: LoopState, turn: Turn): Promise<Stop | undefined> {
  const answered = new Set(turn.results.map((result) => result.toolCallId));
  const open = toolCallsOf(turn.message).filter((call) => !answered.has(call.id));
  if (open.length === 0) return undefined;
  const prepared = open.map((call) => prepareCall(call, state.tools));
  const outcomes = new Map<PreparedCall, ToolOutcome | undefined>();
  const run = async (one: PreparedCall) => void outcomes.set(one, await executeCall(state, one));

  for (const one of prepared) if (isSerial(one)) await run(one);
  await allOrHalt(
    state,
    prepared.filter((one) => !isSerial(one)),
    run,
  );

  const messages: Message[] = [];
  for (const one of prepared) {
    const outcome = outcomes.get(one);
    if (!outcome) return stopByAbort(abortError(state.halt.signal));
    messages.push(resultMessage(one, outcome));
  }
  await state.input.recorder.recordResults(messages);
  appendMessages(state, messages);
  for (const { content } of messages) {
    for (const block of content) if (block.type === 'tool_result') turn.results.push(block);
  }
  return undefined;
}

function isSerial(one: PreparedCall): boolean {
  return 'tool' in one && one.tool.definition.disableParallel;
}

/** Waits for all; the first rejection stops the others and is thrown when nothing runs any more. */
async function allOrHalt<T>(state: LoopState, items: T[], run: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const guarded = items.map((item) =>
    run(item).catch((thrown: unknown) => {
      failures.push(thrown);
      state.halt.abort();
    }),
  );
  await Promise.all(guarded);
  if (failures.length > 0) throw failures[0];
}
