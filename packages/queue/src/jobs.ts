/**
 * The job catalogue: every kind of work that waits in a queue. A job is a wake-up call; the truth is the row that
 * its id names, so a job that comes twice does nothing the second time.
 */
import * as z from 'zod';

const traceparent = z.string();

export const JOBS = {
  /** Runtime: take up a run and bring it to its end. */
  'run.execute': { payload: z.object({ runId: z.string(), traceparent }), concurrency: 16 },
  /** Generator: bring a framework to its end, step by step. Nearly all of it is waiting for a model. */
  'framework.generate': { payload: z.object({ frameworkId: z.string(), traceparent }), concurrency: 128 },
  /** Generator: keep the frameworks of a batch under way, and say which are clones. */
  'batch.advance': { payload: z.object({ batchId: z.string(), traceparent }), concurrency: 16 },
  /** Pipeline: bring a build to its end, stage by stage. */
  'build.advance': { payload: z.object({ buildId: z.string(), traceparent }), concurrency: 4 },
  /** Pipeline: keep the rollouts of a batch under way until each has ended. Nearly all of it is waiting for runs. */
  'rollouts.advance': { payload: z.object({ batchId: z.string(), traceparent }), concurrency: 256 },
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.output<(typeof JOBS)[N]['payload']>;

/** A worker that dies is noticed after about this long, and its job goes to another. */
export const LOCK_MS = 5000;
export const STALLED_CHECK_MS = 2000;

/** Tries of a job whose handler throws, and the pause before the second; it doubles. */
export const ATTEMPTS = 8;
export const BACKOFF_MS = 500;
