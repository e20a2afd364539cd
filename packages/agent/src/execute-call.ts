/**
 * Last step of a tool call: run it between two durable marks, and let the middleware finish the outcome. A call that a dead
 * worker began is run again only when its tool is repeatable; a call that ended is never run again.
 */
import { errorOutcome, type Message, type Tool, type ToolCallBlock, type ToolOutcome } from '@nex/core';
import type { LoopState } from './loop-state.ts';
import { resultEvent } from './message-events.ts';
import { outcomeAfter, wrappedTool } from './middleware/around-tool.ts';
import { Waiting } from './permission-desk.ts';
import type { PreparedCall } from './prepare-call.ts';
import type { EndedCall } from './recorder.ts';

export type Execution =
  | { state: 'ended'; outcome: ToolOutcome; ended?: EndedCall }
  /** Stopped before the outcome was known. */
  | { state: 'stopped' }
  /** Somebody must decide first; the call is open. */
  | { state: 'waiting' };

/** `ended` is what the recorder has to be told; absent for a call that it knows. Rejects when the recorder does. */
export async function executeCall(state: LoopState, prepared: PreparedCall): Promise<Execution> {
  const { recorder, clock } = state.input;
  if (state.halt.signal.aborted) return { state: 'stopped' };
  const repeatable = 'fault' in prepared || prepared.tool.definition.repeatable;
  const begun = await recorder.beginCall(prepared.call, { repeatable });
  if (begun.state === 'finished') return { state: 'ended', outcome: begun.outcome };
  const startedAt = clock();
  const outcome = await obtainOutcome(state, prepared, begun.state === 'unknown');
  if (!outcome) return { state: 'stopped' };
  if (outcome === 'waiting') return { state: 'waiting' };
  const latencyMs = clock() - startedAt;
  return { state: 'ended', outcome, ended: { call: prepared.call, outcome, latencyMs } };
}

async function obtainOutcome(
  state: LoopState,
  prepared: PreparedCall,
  wasBegun: boolean,
): Promise<ToolOutcome | 'waiting' | undefined> {
  if ('fault' in prepared) return prepared.fault;
  const { call, tool } = prepared;
  if (wasBegun && !tool.definition.repeatable) {
    return errorOutcome(
      'unknown_outcome',
      `The worker stopped while ${call.name} ran, so it is not known whether the call took effect. Check the state before you repeat it.`,
    );
  }
  const ran = await run(state, prepared);
  return ran === undefined || ran === 'waiting' ? ran : await outcomeAfter(state, call, ran);
}

async function run(
  state: LoopState,
  { call, tool, args }: Extract<PreparedCall, { tool: Tool }>,
): Promise<ToolOutcome | 'waiting' | undefined> {
  const { signal } = state.halt;
  const { emit, clock, storage } = state.input;
  const context = {
    signal,
    callId: call.id,
    ...(storage ? { storage } : {}),
    onProgress: (progress: { progress: number; total?: number; message?: string }) =>
      emit({ type: 'TOOL_CALL_PROGRESS', timestamp: clock(), data: { toolCallId: call.id, ...progress } }),
  };
  try {
    return await state.halt.until(() =>
      wrappedTool(state, call, (given) => tool.execute(given, context))(args),
    );
  } catch (thrown) {
    if (signal.aborted) return undefined;
    if (thrown instanceof Waiting) return 'waiting';
    return errorOutcome(
      'tool_error',
      `${call.name} failed with an internal error. Try other arguments or another way; do not repeat the same call more than once.`,
    );
  }
}

/** Tells of an outcome that is durable. */
export function announceOutcome(state: LoopState, call: ToolCallBlock, outcome: ToolOutcome): void {
  state.input.emit({ ...resultEvent(call, outcome), timestamp: state.input.clock() });
}

/** The tool message that answers a call. */
export function resultMessage({ call }: PreparedCall, outcome: ToolOutcome): Message {
  return {
    role: 'tool',
    content: [
      {
        type: 'tool_result',
        toolCallId: call.id,
        toolName: call.name,
        content: outcome.content,
        isError: outcome.isError,
        ...(outcome.errorKind ? { errorKind: outcome.errorKind } : {}),
        ...(outcome.structured === undefined ? {} : { structured: outcome.structured }),
        ...(outcome.injected ? { injected: outcome.injected } : {}),
      },
    ],
  };
}
