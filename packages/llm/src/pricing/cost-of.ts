/** US dollars of a call. Cached and written tokens are parts of the input, so each token is paid once. */
import type { Usage } from '@nex/core';
import type { ModelPrice } from './price-table.ts';

const MILLION = 1_000_000;

export function costOf(usage: Usage, price: ModelPrice): number {
  const { inputTokens, outputTokens } = usage;
  const { inputPerMillionUsd: input } = price;
  const cached = Math.min(usage.cachedInputTokens, inputTokens);
  const written = Math.min(usage.cacheWriteTokens ?? 0, inputTokens - cached);
  return (
    ((inputTokens - cached - written) * input +
      cached * (price.cachedInputPerMillionUsd ?? input) +
      written * (price.cacheWritePerMillionUsd ?? input) +
      outputTokens * price.outputPerMillionUsd) /
    MILLION
  );
}
