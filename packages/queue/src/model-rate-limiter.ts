/**
 * Requests and tokens per minute of models, over all processes that share a Redis; without one, of this process alone.
 * A minute is cut into short windows, so that no more than a window's part goes beyond the limit of any minute. While
 * Redis is away, each process holds the limits by itself.
 */
import { setTimeout as timer } from 'node:timers/promises';
import { abortError } from '@nex/core';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { openRedis } from './open-redis.ts';

export interface ModelLimits {
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
}

export interface ModelRateLimiter extends AsyncDisposable {
  /** Resolves when a call of so many tokens may be made; a model without limits never waits. Rejects when the signal aborts. */
  admit(model: string, tokens: number, signal: AbortSignal): Promise<void>;
  /** Charges so many tokens more, or gives them back when negative. */
  settle(model: string, tokens: number): Promise<void>;
}

export interface ModelRateLimiterOptions {
  redisUrl: string | undefined;
  /** Keeps stacks on one Redis apart. */
  prefix: string;
  limits: Readonly<Record<string, ModelLimits>>;
}

type Limiter = RateLimiterMemory | RateLimiterRedis;

interface Bucket {
  limiter: Limiter;
  points: number;
  /** Resolves when the last of those who wait has been let in: they go in the order of their coming. */
  last: Promise<void>;
}

const MINUTE_S = 60;
/** Of requests; a limit below it has one window. */
const WINDOWS = 10;
/** The least wait, against a window that ends at this very moment. */
const MIN_WAIT_MS = 5;

/** Connects at the first use. */
export function createModelRateLimiter(options: ModelRateLimiterOptions): ModelRateLimiter {
  const { redisUrl, prefix, limits } = options;
  const redis =
    redisUrl === undefined ? undefined : openRedis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 1 });

  /** @param windows Parts of the minute; a limiter has no smaller unit than a whole point per window. */
  function bucket(kind: string, model: string, perMinute: number, windows: number): Bucket {
    const parts = perMinute >= windows ? windows : 1;
    const points = Math.max(1, Math.floor(perMinute / parts));
    const rule = { points, duration: MINUTE_S / parts, keyPrefix: `${prefix}:pace:${kind}:${model}` };
    const memory = new RateLimiterMemory(rule);
    return {
      points,
      last: Promise.resolve(),
      limiter: redis
        ? new RateLimiterRedis({ ...rule, storeClient: redis, insuranceLimiter: memory })
        : memory,
    };
  }

  const buckets = new Map(
    Object.entries(limits).map(([model, { requestsPerMinute, tokensPerMinute }]) => [
      model,
      {
        requests:
          requestsPerMinute === undefined ? undefined : bucket('requests', model, requestsPerMinute, WINDOWS),
        tokens: tokensPerMinute === undefined ? undefined : bucket('tokens', model, tokensPerMinute, 1),
      },
    ]),
  );

  return {
    async admit(model, tokens, signal) {
      const { requests, tokens: ofTokens } = buckets.get(model) ?? {};
      if (requests) await take(requests, 1, signal);
      if (ofTokens) await take(ofTokens, tokens, signal);
    },
    async settle(model, tokens) {
      const limiter = buckets.get(model)?.tokens?.limiter;
      if (!limiter || tokens === 0) return;
      await (tokens > 0 ? limiter.penalty('all', tokens) : limiter.reward('all', -tokens));
    },
    async [Symbol.asyncDispose]() {
      redis?.disconnect();
    },
  };
}

async function take(bucket: Bucket, asked: number, signal: AbortSignal): Promise<void> {
  const before = bucket.last;
  const turn = Promise.withResolvers<void>();
  bucket.last = turn.promise;
  try {
    await unlessAborted(before, signal);
    await consume(bucket, asked, signal);
  } finally {
    // Who goes away leaves those behind it waiting for those before it.
    void before.then(turn.resolve);
  }
}

/** What alone is more than a window holds takes a whole one. A refused try uses up the rest of its window, which nobody else may have before. */
async function consume({ limiter, points }: Bucket, asked: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    if (signal.aborted) throw abortError(signal);
    const refused = await limiter.consume('all', Math.min(asked, points)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (refused === undefined) return;
    if (!(refused instanceof RateLimiterRes)) throw refused;
    await timer(Math.max(MIN_WAIT_MS, refused.msBeforeNext), undefined, { signal }).catch(() => {
      throw abortError(signal);
    });
  }
}

async function unlessAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw abortError(signal);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(abortError(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([wait, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
