export type { QueueOptions } from './backend.ts';
export * from './job-queue.ts';
export * from './jobs.ts';
export { openRedis } from './open-redis.ts';
export { readRedisAddress } from './redis-address.ts';
export { createStreams, type Streams } from './streams.ts';
