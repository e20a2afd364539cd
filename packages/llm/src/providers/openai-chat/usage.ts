/** Token counts as servers report them. Input includes what was cached, output includes reasoning, as in core. */
import type { Usage } from '@nex/core';
import type { WireUsage } from './wire.ts';

export function usageOf(usage: WireUsage | undefined): Usage {
  const written = count(usage?.prompt_tokens_details?.cache_write_tokens);
  return {
    inputTokens: count(usage?.prompt_tokens),
    outputTokens: count(usage?.completion_tokens),
    cachedInputTokens: count(usage?.prompt_tokens_details?.cached_tokens ?? usage?.prompt_cache_hit_tokens),
    reasoningTokens: count(usage?.completion_tokens_details?.reasoning_tokens),
    modelCalls: 1,
    ...(written > 0 ? { cacheWriteTokens: written } : {}),
  };
}

function count(value: number | null | undefined): number {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 0;
}
