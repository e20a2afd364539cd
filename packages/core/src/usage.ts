/** Tokens and money of model calls. All counts are whole tokens. */
import * as z from 'zod';

export const Usage = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** Part of `inputTokens` that the provider read from its cache. */
  cachedInputTokens: z.number().int().nonnegative(),
  /** Part of `outputTokens` spent on reasoning. */
  reasoningTokens: z.number().int().nonnegative(),
  modelCalls: z.number().int().nonnegative(),
  /** Tokens that the provider wrote into its cache; part of `inputTokens`. */
  cacheWriteTokens: z.number().int().nonnegative().optional(),
  /** Tries that the server turned away for its pace before it answered; no part of `modelCalls`. */
  throttledCalls: z.number().int().nonnegative().optional(),
  /** US dollars, by the price table of the platform; absent when no call had a price. */
  costUsd: z.number().nonnegative().optional(),
});
export type Usage = z.infer<typeof Usage>;

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  modelCalls: 0,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    modelCalls: a.modelCalls + b.modelCalls,
    ...sumOf('cacheWriteTokens', a, b),
    ...sumOf('throttledCalls', a, b),
    ...sumOf('costUsd', a, b),
  };
}

/** Absent in both is absent in the sum. */
function sumOf(key: 'cacheWriteTokens' | 'throttledCalls' | 'costUsd', a: Usage, b: Usage): Partial<Usage> {
  if (a[key] === undefined && b[key] === undefined) return {};
  return { [key]: (a[key] ?? 0) + (b[key] ?? 0) };
}
