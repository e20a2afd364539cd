/**
 * Runs the open calls of a turn. What needs a permission asks for it first; tools with `disableParallel` go before the others,
 * one by one in call order; the rest runs concurrently; results are appended in call order, once all are there.
 */
import { abortError, type Message, type ToolOutcome, toolCallsOf } from '@nex/core';
import { admitCalls, announceRequests } from './admit-calls.ts';
import { DEFERRED_SEARCH } from './deferred/found-tools.ts';
import { announceOutcome, executeCall, resultMessage } from './execute-call.ts';
import { appendMessages, type LoopState, showTools, type Turn } from './loop-state.ts';
import type { Stop } from './loop-types.ts';
import type { PreparedCall } from './prepare-call.ts';
import type { EndedCall } from './recorder.ts';
import { stopByAbort } from './stop/aborted.ts';

/** Rejects when the recorder does, after the turn's other calls were stopped. */
export async function runTools(state: LoopState, turn: Turn): Promise<Stop | undefined> {
  const answered = new Set(turn.results.map((result) => result.toolCallId));
  const open = toolCallsOf(turn.message).filter((call) => !answered.has(call.id));
  if (open.length === 0) return undefined;
  const admitted = await admitCalls(state, open);
  if (admitted === 'stopped') return stopByAbort(abortError(state.halt.signal));
  const { ready, pending } = admitted;
  const ends = new Map<string, { one: PreparedCall; outcome: ToolOutcome }>();
  const { recorder } = state.input;
  /** The turn's last call to end; it is written together with the turn's messages. */
  let last: EndedCall | undefined;
  let left = open.length;

  const tell = async (ended: EndedCall) => {
    await recorder.endCall(ended);
    announceOutcome(state, ended.call, ended.outcome);
  };
  const run = async (one: PreparedCall) => {
    const execution = await executeCall(state, one);
    if (execution.state !== 'ended') return;
    const { outcome, ended } = execution;
    left -= 1;
    ends.set(one.call.id, { one, outcome });
    if (!ended) return;
    if (left === 0) last = ended;
    else await tell(ended);
  };
  const [only, ...others] = ready;
  if (only && others.length === 0) await run(only);
  else {
    for (const one of ready) if (isSerial(one)) await run(one);
    await allOrHalt(
      state,
      ready.filter((one) => !isSerial(one)),
      run,
    );
  }
  if (state.halt.signal.aborted) {
    if (last) await tell(last);
    return stopByAbort(abortError(state.halt.signal));
  }
  if (left > 0) {
    await recorder.recordPermissionRequests(pending);
    announceRequests(state, pending);
    return { stopReason: 'permission_pending', response: '', pending };
  }
  const messages = open.flatMap(({ id }) => {
    const end = ends.get(id);
    return end ? [resultMessage(end.one, end.outcome)] : [];
  });
  await recorder.recordResults(messages, last ? [last] : []);
  if (last) announceOutcome(state, last.call, last.outcome);
  takeResults(state, turn, messages);
  return undefined;
}

function takeResults(state: LoopState, turn: Turn, messages: readonly Message[]): void {
  appendMessages(state, messages);
  for (const { content } of messages) {
    for (const block of content) if (block.type === 'tool_result') turn.results.push(block);
  }
  if (turn.results.some((result) => result.toolName === DEFERRED_SEARCH)) showTools(state);
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
