export type { QueueOptions } from './backend.ts';
export * from './job-queue.ts';
export * from './jobs.ts';
export { createRedisClient, type RedisClient } from './redis-client.ts';
export { createStreams, type Streams } from './streams.ts';
