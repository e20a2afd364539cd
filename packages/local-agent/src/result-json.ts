/** A result as other programs read it: snake_case, the same on every surface. */
import type { Failure, Json, StopReason, Usage } from '@nex/core';
import type { LocalResult } from './options.ts';

export interface UsageJson {
  input_tokens: number;
  output_tokens: number;
  cached_input_tokens: number;
  reasoning_tokens: number;
  model_calls: number;
}

export interface ResultJson {
  run_id: string;
  response: string;
  /** `null` unless an output schema was kept. */
  output: Json;
  stop_reason: StopReason;
  usage: UsageJson;
  /** US dollars; `null` when no price is known. */
  cost: number | null;
  /** `null` for a good end. */
  error: Failure | null;
}

export function usageJson(usage: Usage): UsageJson {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    reasoning_tokens: usage.reasoningTokens,
    model_calls: usage.modelCalls,
  };
}

export function resultJson(result: LocalResult): ResultJson {
  return {
    run_id: result.runId,
    response: result.response,
    output: result.output ?? null,
    stop_reason: result.stopReason,
    usage: usageJson(result.usage),
    cost: result.costUsd ?? null,
    error: result.failure ?? null,
  };
}
