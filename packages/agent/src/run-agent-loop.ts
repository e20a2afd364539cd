/**
 * The agent loop: call the model, record the answer, run its tools, ask whether to stop; one turn per pass. The same
 * code finishes what a dead worker left open, because everything it needs is in the history and the recorder.
 */
import { abortError, type Message, NexError, textOf, toolCallsOf } from '@nex/core';
import { callModel } from './call-model.ts';
import { compactWhenDue } from './compact-context.ts';
import { appendMessages, type LoopState, openLoopState } from './loop-state.ts';
import type { LoopInput, LoopResult, Stop } from './loop-types.ts';
import { HookFailure, runHook } from './middleware/hook-failure.ts';
import { takeMessages } from './middleware/take-messages.ts';
import { correction, OUTPUT_TRIES, readOutput } from './output/read-output.ts';
import { runTools } from './run-tools.ts';
import { stopByAbort } from './stop/aborted.ts';
import { whyStop } from './stop/index.ts';

/**
 * Runs the agent until a stop reason. Expected failures (model, tools, budget, time, cancel) are in the result; it
 * rejects only with what the recorder, the budget, the inbox or the permission desk rejected with. When it settles,
 * nothing of it runs any more, save a tool or model that ignores its signal.
 */
export async function runAgentLoop(input: LoopInput): Promise<LoopResult> {
  const state = openLoopState(input);
  const onAbort = () => state.halt.abort(input.signal.reason);
  if (input.signal.aborted) onAbort();
  else input.signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (const one of input.middleware ?? []) {
      const { hooks, messages } = state;
      const given = await runHook(one.name, 'beforeAgent', () => one.beforeAgent?.({ ...hooks, messages }));
      if (given) await takeMessages(state, given);
    }
    return await finish(state, await runTurns(state));
  } catch (thrown) {
    if (!(thrown instanceof HookFailure)) throw thrown;
    const { signal } = input;
    if (signal.aborted) return resultOf(state, stopByAbort(abortError(signal)));
    return resultOf(state, { stopReason: 'error', failure: thrown.failure.toFailure() });
  } finally {
    input.signal.removeEventListener('abort', onAbort);
  }
}

async function runTurns(state: LoopState): Promise<Stop> {
  for (;;) {
    if (state.turn) {
      const stopped = await runTools(state, state.turn);
      if (stopped) return stopped;
    }
    const stop = await goOnOrStop(state);
    if (stop) return stop;
    await compactWhenDue(state);
    const answered = await callModel(state);
    if ('stop' in answered) return answered.stop;
    state.turn = answered.turn;
    if (answered.continueWith.length > 0 && toolCallsOf(answered.turn.message).length === 0) {
      await addMessages(state, answered.continueWith);
    }
  }
}

/** Takes in what came meanwhile; an answer that is not the end yet gives the agent something to go on with. */
async function goOnOrStop(state: LoopState): Promise<Stop | undefined> {
  const waiting = (await state.input.inbox?.take()) ?? [];
  if (waiting.length > 0) {
    appendMessages(state, waiting);
    state.turn = undefined;
    state.corrections = 0;
  }
  const stop = whyStop(state);
  const { output } = state.input;
  if (!stop || !output || (stop.stopReason !== 'answered' && stop.stopReason !== 'stop_tool')) return stop;
  const reading = readOutput(stop.response ?? '', output);
  if ('output' in reading) return { ...stop, output: reading.output };
  state.corrections += 1;
  if (state.corrections >= OUTPUT_TRIES || state.iterations >= state.input.agent.maxIterations) {
    const failure = new NexError(
      'model_bad_output',
      `The answer does not keep to the output schema: ${reading.problem}`,
    );
    return { ...stop, stopReason: 'invalid_output', failure: failure.toFailure() };
  }
  await addMessages(state, [correction(reading.problem, output)]);
  return undefined;
}

async function addMessages(state: LoopState, messages: readonly Message[]): Promise<void> {
  await state.input.recorder.recordMessages(messages);
  appendMessages(state, messages);
  state.turn = undefined;
}

async function finish(state: LoopState, stop: Stop): Promise<LoopResult> {
  const result = resultOf(state, stop);
  if (stop.stopReason === 'permission_pending') return result;
  for (const one of state.input.middleware?.toReversed() ?? []) {
    const { hooks, messages } = state;
    const response = await runHook(one.name, 'afterAgent', () =>
      one.afterAgent?.(result, { ...hooks, messages }),
    );
    if (response !== undefined) result.response = response;
  }
  return result;
}

function resultOf(state: LoopState, stop: Stop): LoopResult {
  return {
    stopReason: stop.stopReason,
    response: stop.response ?? lastText(state),
    ...(stop.output === undefined ? {} : { output: stop.output }),
    ...(stop.pending ? { pending: stop.pending } : {}),
    ...(stop.failure ? { failure: stop.failure } : {}),
    usage: state.usage,
    iterations: state.iterations,
  };
}

function lastText({ messages }: LoopState): string {
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const message = messages[i];
    const text = message?.role === 'assistant' ? textOf(message) : '';
    if (text.trim() !== '') return text;
  }
  return '';
}
