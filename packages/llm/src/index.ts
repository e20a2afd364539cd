export {
  createModelFactory,
  type ModelContext,
  type ModelFactory,
  type ModelFactoryOptions,
} from './create-model-factory.ts';
export { type OpenAiEmbedderOptions, openAiEmbedder } from './embeddings/openai-embedder.ts';
export {
  type BreakerOptions,
  type BreakerState,
  type CircuitBreaker,
  createCircuitBreaker,
  type Permit,
} from './failover/circuit-breaker.ts';
export {
  type FailoverPlan,
  type FailoverSource,
  failoverFromParams,
  mergeSettings,
} from './failover/failover-plan.ts';
export { createHttpPool, type HttpPool, type HttpPoolOptions } from './http/http-pool.ts';
export { composeModel, MIDDLEWARE, type Middleware } from './middleware/index.ts';
export {
  type ConcurrencyLimit,
  createConcurrencyLimit,
  withConcurrency,
} from './middleware/with-concurrency.ts';
export {
  DEFAULT_TRIGGER,
  type FailoverOptions,
  type FailoverTarget,
  type FailoverTrigger,
  withFailover,
} from './middleware/with-failover.ts';
export { isThrottle, withLane } from './middleware/with-lane.ts';
export { withPricing } from './middleware/with-pricing.ts';
export { withRateLimit } from './middleware/with-rate-limit.ts';
export { delayMs, isRetryable, type RetryOptions, withRetry } from './middleware/with-retry.ts';
export { withTracing } from './middleware/with-tracing.ts';
export { createLane, type Lane, type LaneState, type Turn, type TurnEnd } from './pacing/lane.ts';
export { createLanes, type Lanes } from './pacing/lanes.ts';
export { type RateLimiter, RateLimits, readRateLimits } from './pacing/rate-limits.ts';
export { costOf } from './pricing/cost-of.ts';
export { ModelPrice, PriceTable, priceOf, readPriceTable } from './pricing/price-table.ts';
export type {
  ReadCall,
  ReadReply,
  RenderOptions,
  TokenFormat,
} from './providers/generate-with-token/token-format.ts';
export { PROVIDERS } from './providers/index.ts';
export {
  createOpenAiChatModel,
  type OpenAiChatOptions,
} from './providers/openai-chat/create-openai-chat-model.ts';
export type {
  CreateModel,
  ProviderModel,
  ProviderOptions,
  ProviderSettings,
  TokenTools,
} from './providers/provider-options.ts';
export { sampledSequencesOf } from './tokens/sampled-sequences.ts';
export {
  type RoundTrace,
  type TokenTrace,
  type TracedReply,
  tokenTracesOf,
} from './tokens/token-trace.ts';
export { loadTokenizer, type Tokenizer, type TokenizerTemplate } from './tokens/tokenizer.ts';
export { createTokenizerStore, type TokenizerStore } from './tokens/tokenizer-store.ts';
