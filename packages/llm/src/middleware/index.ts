/** What can be put around a model. Wrapping a model gives a model. */
import type { Model } from '@nex/core';
import { withConcurrency } from './with-concurrency.ts';
import { withFailover } from './with-failover.ts';
import { withLane } from './with-lane.ts';
import { withMetrics } from './with-metrics.ts';
import { withPricing } from './with-pricing.ts';
import { withRateLimit } from './with-rate-limit.ts';
import { withRetry } from './with-retry.ts';
import { withTracing } from './with-tracing.ts';

export type Middleware = (model: Model) => Model;

export const MIDDLEWARE = {
  retry: withRetry,
  rateLimit: withRateLimit,
  lane: withLane,
  concurrency: withConcurrency,
  tracing: withTracing,
  metrics: withMetrics,
  failover: withFailover,
  pricing: withPricing,
} as const;

/** The first of the list is the outermost: it sees a call first and its answer last. */
export function composeModel(base: Model, middleware: readonly Middleware[]): Model {
  return middleware.reduceRight((model, wrap) => wrap(model), base);
}
