export type { QueueOptions } from './backend.ts';
export { inspectRedis, type RedisFacts } from './inspect-redis.ts';
export * from './job-queue.ts';
export * from './jobs.ts';
export {
  createModelRateLimiter,
  type ModelLimits,
  type ModelRateLimiter,
  type ModelRateLimiterOptions,
} from './model-rate-limiter.ts';
export { openRedis } from './open-redis.ts';
export type { QueueState } from './queue-state.ts';
export { readRedisAddress } from './redis-address.ts';
export { createRedisClient, type RedisClient } from './redis-client.ts';
export { createStreams, type Streams } from './streams.ts';
