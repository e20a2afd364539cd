/** Models ready to use: one pool and one limit for all, each model wrapped. Reads no environment. */
import { type Model, type ModelSettings, NexError, type Sampling } from '@nex/core';
import type { Tracer } from '@opentelemetry/api';
import { createHttpPool, type HttpPool } from './http/http-pool.ts';
import { composeModel, type Middleware } from './middleware/index.ts';
import { createConcurrencyLimit, withConcurrency } from './middleware/with-concurrency.ts';
import { type RetryOptions, withRetry } from './middleware/with-retry.ts';
import { withTracing } from './middleware/with-tracing.ts';
import { PROVIDERS, type ProviderName } from './providers/index.ts';

export interface ModelFactoryOptions {
  baseUrl: string;
  apiKey?: string | undefined;
  model: string;
  /** Default `openai-chat`. */
  provider?: ProviderName;
  /** Owned by the caller; without it the factory has its own. */
  pool?: HttpPool;
  timeoutMs?: number;
  connectTimeoutMs?: number;
  streamIdleTimeoutMs?: number;
  defaultSampling?: Sampling;
  extra?: Readonly<Record<string, unknown>>;
  retry?: RetryOptions;
  /** Calls at a time over all models of the factory. Default 256. */
  maxConcurrency?: number;
  tracer?: Tracer;
  /** Which servers an agent's own settings may name. Default: any. */
  allowBaseUrl?: (baseUrl: string) => boolean;
}

/** Disposing breaks off the calls under way. */
export interface ModelFactory extends AsyncDisposable {
  /**
   * The platform's model, changed by what an agent's file says. The platform's key goes to the platform's server only.
   * @throws NexError `config_invalid` for a base URL that is none or not allowed.
   */
  (override?: ModelSettings): Model;
}

export function createModelFactory(options: ModelFactoryOptions): ModelFactory {
  const { maxConcurrency = 256, connectTimeoutMs, tracer } = options;
  const ownPool = options.pool
    ? undefined
    : createHttpPool({
        connections: maxConcurrency,
        ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
      });
  const pool = options.pool ?? ownPool ?? createHttpPool();
  const limit = createConcurrencyLimit(maxConcurrency);
  // A call that waits for its next try holds no place; each try has a span of its own.
  const middleware: Middleware[] = [
    (model) => withRetry(model, options.retry),
    (model) => withConcurrency(model, limit),
    ...(tracer ? [(model: Model) => withTracing(model, tracer)] : []),
  ];
  const make = PROVIDERS[options.provider ?? 'openai-chat'];

  const factory = (override?: ModelSettings): Model => {
    const target = targetOf(options, override);
    const base = make({
      ...target,
      model: override?.model ?? options.model,
      pool,
      timeoutMs: options.timeoutMs,
      streamIdleTimeoutMs: options.streamIdleTimeoutMs,
      defaultSampling: samplingOf(options.defaultSampling, override),
      extra: { ...options.extra, ...override?.extra },
    });
    return composeModel(base, middleware);
  };
  return Object.assign(factory, {
    async [Symbol.asyncDispose]() {
      await ownPool?.[Symbol.asyncDispose]();
    },
  });
}

function targetOf(
  options: ModelFactoryOptions,
  override: ModelSettings | undefined,
): { baseUrl: string; apiKey: string | undefined } {
  const baseUrl = override?.baseUrl;
  if (baseUrl === undefined || baseUrl === options.baseUrl) {
    return { baseUrl: options.baseUrl, apiKey: override?.apiKey ?? options.apiKey };
  }
  if (options.allowBaseUrl && !options.allowBaseUrl(baseUrl)) {
    throw new NexError('config_invalid', 'The agent names a model server that is not allowed here.', {
      where: 'llm_config.base_url',
      hint: 'Remove base_url to use the model of the platform, or ask its operator to allow the server.',
    });
  }
  return { baseUrl, apiKey: override?.apiKey };
}

function samplingOf(base: Sampling | undefined, override: ModelSettings | undefined): Sampling {
  return {
    ...base,
    ...(override?.temperature === undefined ? {} : { temperature: override.temperature }),
    ...(override?.topP === undefined ? {} : { topP: override.topP }),
    ...(override?.maxTokens === undefined ? {} : { maxTokens: override.maxTokens }),
  };
}
