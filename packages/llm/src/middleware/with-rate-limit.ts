/** Waits until the operator's limits per minute allow the call; nothing is refused for them. */
import type { Model } from '@nex/core';
import { estimatedTokens, type RateLimiter } from '../pacing/rate-limits.ts';

/** Weight of the newest answer in what the next one is thought to be. */
const NEWEST = 0.2;

export function withRateLimit(model: Model, limiter: RateLimiter): Model {
  const { name, provider } = model;
  let meanOutput = 0;
  return {
    name,
    provider,
    async call(request, options) {
      const estimate = estimatedTokens(request) + Math.round(meanOutput);
      await limiter.admit(name, estimate, options.signal);
      const reply = await model.call(request, options);
      const { inputTokens, outputTokens } = reply.usage;
      meanOutput += (outputTokens - meanOutput) * NEWEST;
      await limiter.settle(name, inputTokens + outputTokens - estimate);
      return reply;
    },
  };
}
