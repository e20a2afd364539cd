/** Token counts. The API counts what it read from or wrote into its cache apart; core's input includes both. */
import type { Usage } from '@nex/core';
import type { WireUsage } from './wire.ts';

export function usageOf(usage: WireUsage): Usage {
  const read = usage.cache_read_input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  return {
    inputTokens: (usage.input_tokens ?? 0) + read + written,
    outputTokens: usage.output_tokens ?? 0,
    cachedInputTokens: read,
    reasoningTokens: 0,
    modelCalls: 1,
    ...(written > 0 ? { cacheWriteTokens: written } : {}),
  };
}
