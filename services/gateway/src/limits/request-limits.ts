/**
 * Requests per minute, of a key and of its tenant together. Counted in Redis, or in Postgres without it, so that replicas
 * count together; while the store is away each counts for itself, and no request fails for it.
 */
import type { Pool } from '@nex/postgres';
import type { RedisClient } from '@nex/queue';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  type RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Caller } from '../access/caller.ts';

export interface Allowance {
  limit: number;
  remaining: number;
  /** Until the count begins anew. */
  resetSeconds: number;
  exceeded: boolean;
}

export interface RequestLimits {
  /** Counts one request. The tighter of the two allowances; undefined where nothing is limited. */
  take(caller: Caller, tenantPerMinute: number | undefined): Promise<Allowance | undefined>;
}

export interface RequestLimitOptions {
  pool: Pool;
  redis: RedisClient | undefined;
  /** Keeps several stacks on one Redis apart. */
  prefix: string;
  perMinute: { key: number; tenant: number };
}

export const WINDOW_SECONDS = 60;
/** Limits differ by tenant, so the library counts and the comparison is here. */
const UNLIMITED = 2_000_000_000;

export function createRequestLimits({ pool, redis, prefix, perMinute }: RequestLimitOptions): RequestLimits {
  const counter = createCounter({ pool, redis, prefix });
  const take = async (name: string, limit: number): Promise<Allowance> => {
    const counted = await counter.consume(name);
    return allowanceOf(counted, limit);
  };
  return {
    async take({ tenant, actor, authenticated }, tenantPerMinute) {
      // Whoever is on this machine without a key has no key to be limited by.
      const ofTenant = tenantPerMinute ?? (authenticated ? perMinute.tenant : undefined);
      const found = await Promise.all([
        ...(authenticated ? [take(`a:${tenant}:${actor}`, perMinute.key)] : []),
        ...(ofTenant === undefined ? [] : [take(`t:${tenant}`, ofTenant)]),
      ]);
      return found.toSorted(
        (a, b) => Number(b.exceeded) - Number(a.exceeded) || a.remaining - b.remaining,
      )[0];
    },
  };
}

export function allowanceOf({ consumedPoints, msBeforeNext }: RateLimiterRes, limit: number): Allowance {
  return {
    limit,
    remaining: Math.max(0, limit - consumedPoints),
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    exceeded: consumedPoints > limit,
  };
}

function createCounter({ pool, redis, prefix }: Omit<RequestLimitOptions, 'perMinute'>): RateLimiterAbstract {
  const common = { points: UNLIMITED, duration: WINDOW_SECONDS, keyPrefix: `${prefix}-limit` };
  const insuranceLimiter = new RateLimiterMemory(common);
  if (redis) return new RateLimiterRedis({ ...common, insuranceLimiter, storeClient: redis.driver });
  return new RateLimiterPostgres({
    ...common,
    insuranceLimiter,
    storeClient: { query: (query: { text: string; values: unknown[]; name?: string }) => pool.query(query) },
    storeType: 'client',
    schemaName: 'gateway',
    tableName: 'rate_limits',
    tableCreated: true,
  });
}
