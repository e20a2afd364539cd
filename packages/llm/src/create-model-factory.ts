/** Models ready to use: shared sockets, limits and breakers, each model wrapped. Reads no environment. */
import { type Metrics, type Model, type ModelSettings, NexError, NO_METRICS, type Sampling } from '@nex/core';
import type { Tracer } from '@opentelemetry/api';
import { type BreakerRegistry, createBreakerRegistry } from './failover/breaker-registry.ts';
import type { FailoverPlan } from './failover/failover-plan.ts';
import type { HttpPool } from './http/http-pool.ts';
import { createPoolSet } from './http/pool-set.ts';
import { composeModel, type Middleware } from './middleware/index.ts';
import {
  type ConcurrencyLimit,
  createConcurrencyLimit,
  withConcurrency,
} from './middleware/with-concurrency.ts';
import { withFailover } from './middleware/with-failover.ts';
import { withLane } from './middleware/with-lane.ts';
import { withMetrics, withRetryMetrics } from './middleware/with-metrics.ts';
import { withPricing } from './middleware/with-pricing.ts';
import { withRateLimit } from './middleware/with-rate-limit.ts';
import { type RetryOptions, withRetry } from './middleware/with-retry.ts';
import { withTracing } from './middleware/with-tracing.ts';
import { type PlatformModel, resolveTarget, type Target } from './model-target.ts';
import type { Lanes } from './pacing/lanes.ts';
import type { RateLimiter } from './pacing/rate-limits.ts';
import type { PriceTable } from './pricing/price-table.ts';
import type { TokenFormat } from './providers/generate-with-token/token-format.ts';
import { PROVIDERS } from './providers/index.ts';
import type { TokenTools } from './providers/provider-options.ts';

export interface ModelFactoryOptions extends PlatformModel {
  /** Owned by the caller; without it the factory has its own. */
  pool?: HttpPool;
  timeoutMs?: number;
  connectTimeoutMs?: number;
  streamIdleTimeoutMs?: number;
  defaultSampling?: Sampling;
  retry?: RetryOptions;
  /** Calls at a time over all models of the factory. Default 256. */
  maxConcurrency?: number;
  /** Shared with whoever asks the same servers. Without them a server that has too much to do is asked as before. */
  lanes?: Lanes;
  /** Limits per minute. */
  rateLimiter?: RateLimiter;
  /** Spans of the calls; the servers get their W3C trace context. */
  tracer?: Tracer;
  /** Whether the spans hold what was said. Default false. */
  captureContent?: boolean;
  prices?: PriceTable;
  /** Told of the calls, of those that wait, and of the breakers. */
  metrics?: Metrics;
  /** Without them `generate_with_token` is refused. */
  tokens?: TokenTools;
}

export interface ModelContext {
  failover?: FailoverPlan;
  /** Of the agent; limits token-level conversations, which cannot be compacted. */
  maxContextTokens?: number;
  /** Of the conversation; see `ProviderOptions`. */
  sessionId?: string;
  /** Of a token-level model, in the place of the factory's. */
  tokenFormat?: TokenFormat;
}

/** Disposing breaks off the calls under way. */
export interface ModelFactory extends AsyncDisposable {
  /**
   * The platform's model, changed by what an agent's file says. The platform's key goes to the platform's server only.
   * With a failover plan the breakers are shared with all models of the same plan and server.
   * @throws NexError `config_invalid` for a base URL that is none or not allowed, or an API type that is switched off.
   */
  (override?: ModelSettings, context?: ModelContext): Model;
}

export function createModelFactory(options: ModelFactoryOptions): ModelFactory {
  const {
    lanes,
    rateLimiter,
    maxConcurrency = 256,
    metrics = NO_METRICS,
    tracer,
    captureContent = false,
    prices,
    defaultSampling,
  } = options;
  const pools = createPoolSet({
    connections: maxConcurrency,
    ...(options.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: options.connectTimeoutMs }),
    ...(options.pool ? { pool: options.pool } : {}),
    traced: tracer !== undefined,
  });
  const limit = createConcurrencyLimit(maxConcurrency);
  const breakers = createBreakerRegistry();
  const watching = watchCalls(metrics, limit, breakers);

  /** A call that waits for its next try, its lane or its minute holds no place; each try has a span of its own. */
  function wrap(model: Model, settings: ModelSettings | undefined): Model {
    const pace = lanes ? { throttledAttempts: THROTTLED_ATTEMPTS } : {};
    const middleware: Middleware[] = [
      (inner) => withRetryMetrics(inner, metrics),
      (inner) => withRetry(inner, retryOf({ ...pace, ...options.retry }, settings)),
    ];
    if (rateLimiter) middleware.push((inner) => withRateLimit(inner, rateLimiter));
    if (lanes) middleware.push((inner) => withLane(inner, lanes.of(model.provider, model.name)));
    middleware.push((inner) => withConcurrency(inner, limit));
    const tracing = { sampling: samplingOf(defaultSampling, settings), captureContent };
    if (tracer) middleware.push((inner) => withTracing(inner, tracer, tracing));
    middleware.push((inner) => withMetrics(inner, metrics));
    if (prices) middleware.push((inner) => withPricing(inner, prices));
    return composeModel(model, middleware);
  }

  function one(target: Target, settings: ModelSettings | undefined, context: ModelContext): Model {
    const { maxContextTokens } = context;
    const { tokens } = options;
    const model = PROVIDERS[target.apiType]({
      ...target,
      pool: pools.get(settings?.connectTimeoutMs),
      timeoutMs: settings?.timeoutMs ?? options.timeoutMs,
      streamIdleTimeoutMs: settings?.streamIdleTimeoutMs ?? options.streamIdleTimeoutMs,
      defaultSampling: samplingOf(defaultSampling, settings),
      settings,
      sessionId: context.sessionId,
      tokens: tokens && {
        ...tokens,
        format: context.tokenFormat ?? tokens.format,
        maxContextTokens: maxContextTokens ?? tokens.maxContextTokens,
      },
    });
    return wrap(model, settings);
  }

  const factory = (override?: ModelSettings, context: ModelContext = {}): Model => {
    const { failover } = context;
    if (!failover) return one(resolveTarget(options, override), override, context);
    const all = [override, ...failover.fallbacks.map(({ settings }) => settings)];
    const [first, ...rest] = all.map((settings) => {
      const target = resolveTarget(options, settings);
      return { model: one(target, settings, context), breaker: breakers.get(target, failover) };
    });
    if (!first) throw new NexError('internal', 'A failover without a model.');
    return withFailover(first, rest, { trigger: failover.trigger });
  };
  return Object.assign(factory, {
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      await pools[Symbol.asyncDispose]();
    },
  });
}

function watchCalls(metrics: Metrics, limit: ConcurrencyLimit, breakers: BreakerRegistry): Disposable {
  const stack = new DisposableStack();
  stack.use(
    metrics.watch('nex_model_calls_in_flight', () => [
      { value: limit.running, labels: { state: 'running' } },
      { value: limit.waiting, labels: { state: 'waiting' } },
    ]),
  );
  stack.use(
    metrics.watch('nex_model_breakers', () =>
      Object.entries(breakers.states()).map(([state, value]) => ({ value, labels: { state } })),
    ),
  );
  return stack;
}

/** A lane finds out what a server takes by calls that are turned away: these say nothing against the call. */
const THROTTLED_ATTEMPTS = 12;

/** An agent's own number of tries counts all of them; its longest wait also bounds what a server asks for. */
function retryOf(retry: RetryOptions | undefined, settings: ModelSettings | undefined): RetryOptions {
  const longest = settings?.maxRetryDelayMs;
  return {
    ...retry,
    ...(settings?.attempts === undefined ? {} : { attempts: settings.attempts, throttledAttempts: 0 }),
    ...(longest === undefined ? {} : { maxDelayMs: longest, maxRetryAfterMs: longest }),
  };
}

const SAMPLING_SETTINGS = [
  'temperature',
  'topP',
  'maxTokens',
  'frequencyPenalty',
  'presencePenalty',
] as const;

function samplingOf(base: Sampling | undefined, settings: ModelSettings | undefined): Sampling {
  const sampling: Sampling = { ...base };
  for (const key of SAMPLING_SETTINGS) {
    const value = settings?.[key];
    if (value !== undefined) sampling[key] = value;
  }
  return sampling;
}
