/**
 * BullMQ behind one interface. Jobs are delivered at least once; adding a job whose id still waits or runs does
 * nothing; a finished job leaves no trace, so its id may come again.
 */
import { boundary, NexError } from '@nex/core';
import { chooseBackend, type QueueOptions } from './backend.ts';
import {
  ATTEMPTS,
  BACKOFF_MS,
  JOBS,
  type JobName,
  type JobPayload,
  LOCK_MS,
  STALLED_CHECK_MS,
} from './jobs.ts';

export interface JobContext {
  /** Aborts when the worker shuts down or loses the job to another worker. */
  signal: AbortSignal;
  /** 1 for the first try. */
  attempt: number;
}

export type JobHandler<N extends JobName> = (payload: JobPayload<N>, context: JobContext) => Promise<void>;

export interface WorkOptions<N extends JobName> {
  job: N;
  handle: JobHandler<N>;
  concurrency?: number;
  /** Told of each try that failed; for logs. */
  onFailure?: (thrown: unknown, payload: JobPayload<N> | undefined) => void;
}

export interface JobToAdd<N extends JobName> {
  id: string;
  payload: JobPayload<N>;
  /** The lowest is next, at most 2,097,151; among equals the first. Jobs without one come before all others. */
  priority?: number;
}

export interface JobQueue extends AsyncDisposable {
  readonly backend: 'redis' | 'postgres';
  /** Adds jobs; the id is the key by which a repeated add is recognised. */
  add<N extends JobName>(job: N, items: readonly JobToAdd<N>[]): Promise<void>;
  /** Jobs that wait, are delayed or run. */
  depth(job: JobName): Promise<number>;
  /** Starts a worker. Disposing it lets running jobs see the abort signal, waits for them, and stops. */
  work<N extends JobName>(options: WorkOptions<N>): Promise<AsyncDisposable>;
}

export function createJobQueue(options: QueueOptions): JobQueue {
  const backend = chooseBackend(options);
  const queues = new Map<JobName, ReturnType<typeof backend.queue>>();
  const queueOf = (job: JobName) => {
    const known = queues.get(job);
    if (known) return known;
    const queue = backend.queue(queueName(job));
    // Without a listener a passing connection fault would end the process; calls report it themselves.
    queue.on('error', () => {});
    queues.set(job, queue);
    return queue;
  };
  return {
    backend: backend.kind,
    async add(job, items) {
      if (items.length === 0) return;
      await boundary('unavailable', 'The job queue cannot be reached.', () =>
        queueOf(job).addBulk(
          items.map((item) => ({
            name: job,
            data: item.payload,
            opts: {
              jobId: item.id,
              ...(item.priority === undefined ? {} : { priority: item.priority }),
              attempts: ATTEMPTS,
              backoff: { type: 'exponential', delay: BACKOFF_MS },
              removeOnComplete: true,
              removeOnFail: true,
            },
          })),
        ),
      );
    },
    async depth(job) {
      const counts = await queueOf(job).getJobCounts('waiting', 'active', 'delayed', 'prioritized');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    async work(work) {
      const shutdown = new AbortController();
      const worker = backend.worker(
        queueName(work.job),
        async (job, _token, signal) => {
          const payload = JOBS[work.job].payload.safeParse(job.data);
          if (!payload.success) throw new NexError('internal', `A ${work.job} job has a malformed payload.`);
          const signals = signal ? [shutdown.signal, signal] : [shutdown.signal];
          try {
            await work.handle(payload.data as JobPayload<typeof work.job>, {
              signal: AbortSignal.any(signals),
              attempt: job.attemptsMade + 1,
            });
          } catch (thrown) {
            work.onFailure?.(thrown, payload.data as JobPayload<typeof work.job>);
            throw thrown;
          }
        },
        {
          concurrency: work.concurrency ?? JOBS[work.job].concurrency,
          lockDuration: LOCK_MS,
          stalledInterval: STALLED_CHECK_MS,
          maxStalledCount: 1_000_000,
        },
      );
      worker.on('error', (error) => work.onFailure?.(error, undefined));
      await boundary('unavailable', 'The job queue cannot be reached.', () => worker.waitUntilReady());
      return {
        async [Symbol.asyncDispose]() {
          shutdown.abort();
          await worker.close();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/** BullMQ allows no colon in names, and a full stop reads badly in its keys. */
function queueName(job: JobName): string {
  return job.replace('.', '-');
}
