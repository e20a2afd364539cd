/** Tokens and money of a model call, by the names that recorders give them. */
import type { JsonObject, Usage } from '@nex/core';
import { numberAt, objectAt } from '../fields.ts';

/** @param usage Counts are whole; what is not given is 0, and a cost that is not given is absent. */
export function readUsage(usage: JsonObject, cost?: number): Usage {
  const count = (...names: string[]) => Math.max(0, Math.round(numberAt(usage, ...names) ?? 0));
  const details = objectAt(usage, 'completion_tokens_details', 'output_tokens_details') ?? {};
  const prompt = objectAt(usage, 'prompt_tokens_details', 'input_tokens_details') ?? {};
  const read: Usage = {
    inputTokens: count('inputTokens', 'input', 'input_tokens', 'prompt_tokens', 'promptTokens'),
    outputTokens: count('outputTokens', 'output', 'output_tokens', 'completion_tokens', 'completionTokens'),
    cachedInputTokens:
      count('cachedInputTokens', 'input_cached_tokens', 'cache_read_input_tokens', 'cached_tokens') ||
      Math.max(0, Math.round(numberAt(prompt, 'cached_tokens') ?? 0)),
    reasoningTokens:
      count('reasoningTokens', 'output_reasoning_tokens', 'reasoning_tokens') ||
      Math.max(0, Math.round(numberAt(details, 'reasoning_tokens') ?? 0)),
    modelCalls: 1,
  };
  return cost === undefined || cost < 0 ? read : { ...read, costUsd: cost };
}
