/** How a run ended, as far as its conversation and its span say. */
import { type Message, type RunState, type StopReason, toolCallsOf } from '@nex/core';

export interface EndFacts {
  messages: readonly Message[];
  /** Of the last model call, as its provider spells it. */
  finishReason?: string;
  /** The last model call has no answer. */
  modelFailed?: boolean;
  /** The span of the agent: did it end well? Absent where there is none. */
  agentSpan?: 'ended' | 'failed';
}

export interface RunEnd {
  state: RunState;
  stopReason: StopReason | null;
}

const CUT = new Set(['length', 'max_tokens', 'max_output_tokens', 'MAX_TOKENS']);

/** A conversation that ends on a call ended by a stop tool only where its agent is known to have ended well. */
export function runEnd({ messages, finishReason, modelFailed, agentSpan }: EndFacts): RunEnd {
  if (modelFailed) return { state: 'failed', stopReason: 'model_error' };
  if (agentSpan === 'failed') return { state: 'failed', stopReason: 'error' };
  if (finishReason !== undefined && CUT.has(finishReason))
    return { state: 'completed', stopReason: 'truncated' };
  const last = messages.at(-1);
  if (last?.role === 'assistant' && toolCallsOf(last).length === 0)
    return { state: 'completed', stopReason: 'answered' };
  return { state: 'completed', stopReason: agentSpan === 'ended' ? 'stop_tool' : null };
}
