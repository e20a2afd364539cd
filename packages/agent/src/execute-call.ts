/**
 * The other two thirds of a tool call: run it between two durable marks, and finalize the outcome. A call that a dead
 * worker began is run again only when its tool is repeatable; a call that ended is never run again.
 */
import { errorOutcome, type Message, type ToolOutcome } from '@nex/core';
import type { LoopState } from './loop-state.ts';
import { resultEvent } from './message-events.ts';
import type { PreparedCall } from './prepare-call.ts';
import { untilAborted } from './until-aborted.ts';

/** Resolves `undefined` when the run was stopped before the outcome was known. Rejects when the recorder does. */
export async function executeCall(
  state: LoopState,
  prepared: PreparedCall,
): Promise<ToolOutcome | undefined> {
  const { recorder, clock } = state.input;
  if (state.halt.signal.aborted) return undefined;
  const begun = await recorder.beginCall(prepared.call);
  if (begun.state === 'finished') return finalize(state, prepared, begun.outcome);
  const startedAt = clock();
  const outcome = await obtainOutcome(state, prepared, begun.state === 'unknown');
  if (!outcome) return undefined;
  await recorder.endCall(prepared.call, outcome, { latencyMs: clock() - startedAt });
  return finalize(state, prepared, outcome);
}

async function obtainOutcome(
  state: LoopState,
  prepared: PreparedCall,
  wasBegun: boolean,
): Promise<ToolOutcome | undefined> {
  if ('fault' in prepared) return prepared.fault;
  const { call, tool, args } = prepared;
  const { signal } = state.halt;
  if (wasBegun && !tool.definition.repeatable) {
    return errorOutcome(
      'unknown_outcome',
      `The worker stopped while ${call.name} ran, so it is not known whether the call took effect. Check the state before you repeat it.`,
    );
  }
  try {
    return await untilAborted(signal, () => tool.execute(args, { signal, callId: call.id }));
  } catch {
    if (signal.aborted) return undefined;
    return errorOutcome(
      'tool_error',
      `${call.name} failed with an internal error. Try other arguments or another way; do not repeat the same call more than once.`,
    );
  }
}

function finalize(state: LoopState, { call }: PreparedCall, outcome: ToolOutcome): ToolOutcome {
  state.input.emit({ ...resultEvent(call, outcome), timestamp: state.input.clock() });
  return outcome;
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
      },
    ],
  };
}
