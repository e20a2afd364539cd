/**
 * The agent loop: call the model, record the answer, run its tools, ask whether to stop; one turn per pass. The same
 * code finishes what a dead worker left open, because everything it needs is in the history and the recorder.
 */
import { textOf } from '@nex/core';
import { callModel } from './call-model.ts';
import { type LoopState, openLoopState } from './loop-state.ts';
import type { LoopInput, LoopResult, Stop } from './loop-types.ts';
import { runTools } from './run-tools.ts';
import { whyStop } from './stop/index.ts';

/**
 * Runs the agent until a stop reason. Expected failures (model, tools, budget, time, cancel) are in the result; it
 * rejects only with what the recorder or the budget rejected with. When it settles, nothing of it runs any more, save
 * a tool that ignores its signal.
 */
export async function runAgentLoop(input: LoopInput): Promise<LoopResult> {
  const state = openLoopState(input);
  const onAbort = () => state.halt.abort(input.signal.reason);
  if (input.signal.aborted) onAbort();
  else input.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return finish(state, await runTurns(state));
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
    const stop = whyStop(state);
    if (stop) return stop;
    const answered = await callModel(state);
    if ('stop' in answered) return answered.stop;
    state.turn = answered.turn;
  }
}

function finish(state: LoopState, stop: Stop): LoopResult {
  return {
    stopReason: stop.stopReason,
    response: stop.response ?? lastText(state),
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
