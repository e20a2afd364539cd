/**
 * Token counts as servers report them. Input includes what was cached, output includes reasoning, as in core. Servers
 * that count reasoning beside the answer are known by their total, and gateways by the names of the API behind them.
 */
import type { Usage } from '@nex/core';
import type { WireUsage } from './wire.ts';

export function usageOf(wire: WireUsage | undefined): Usage {
  const usage = wire ?? {};
  const { prompt_tokens_details: prompt, completion_tokens_details: completion } = usage;
  const read = count(usage.cache_read_input_tokens);
  const created = count(usage.cache_creation_input_tokens);
  // Anthropic's names count the cache apart.
  const inputTokens = count(usage.prompt_tokens ?? count(usage.input_tokens) + read + created);
  const said = count(usage.completion_tokens ?? usage.output_tokens);
  const reasoningTokens = count(completion?.reasoning_tokens);
  const isApart = reasoningTokens > 0 && count(usage.total_tokens) === inputTokens + said + reasoningTokens;
  const cached = prompt?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens ?? read;
  const written = count(prompt?.cache_write_tokens ?? created);
  return {
    inputTokens,
    outputTokens: isApart ? said + reasoningTokens : said,
    cachedInputTokens: Math.min(count(cached), inputTokens),
    reasoningTokens,
    modelCalls: 1,
    ...(written > 0 ? { cacheWriteTokens: written } : {}),
  };
}

function count(value: number | null | undefined): number {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 0;
}
