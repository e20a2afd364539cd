export type { QueueOptions } from './backend.ts';
export * from './job-queue.ts';
export * from './jobs.ts';
export {
  createModelRateLimiter,
  type ModelLimits,
  type ModelRateLimiter,
  type ModelRateLimiterOptions,
} from './model-rate-limiter.ts';
export { createStreams, type Streams } from './streams.ts';
