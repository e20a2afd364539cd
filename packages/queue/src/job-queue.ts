/**
 * BullMQ behind one interface. Jobs are delivered at least once; adding a job whose id still waits or runs does
 * nothing; a finished job leaves no trace, so its id may come again.
 */
import { boundary, NexError, NO_METRICS, secondsSince } from '@nex/core';
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
import { type QueueState, readQueueState, watchDepth } from './queue-state.ts';

/** The worker was asked to end: its job is for another to go on with. */
export class WorkerStops extends NexError {
  constructor() {
    super('cancelled', 'The worker stops.');
  }
}

export interface JobContext {
  /** Aborts when the worker shuts down, with a `WorkerStops` then, or loses the job to another worker. */
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
  /** The same apart, with what waits longest and how many workers there are, over all processes. */
  state(job: JobName): Promise<QueueState>;
  /** Starts a worker. Disposing it lets running jobs see the abort signal, waits for them, and stops. */
  work<N extends JobName>(options: WorkOptions<N>): Promise<AsyncDisposable>;
}

export function createJobQueue(options: QueueOptions): JobQueue {
  const { metrics = NO_METRICS } = options;
  const backend = chooseBackend(options);
  const watching = new DisposableStack();
  const queues = new Map<JobName, ReturnType<typeof backend.queue>>();
  const queueOf = (job: JobName) => {
    const known = queues.get(job);
    if (known) return known;
    const queue = backend.queue(queueName(job));
    // Without a listener a passing connection fault would end the process; calls report it themselves.
    queue.on('error', () => {});
    queues.set(job, queue);
    watching.use(watchDepth(metrics, job, queue));
    return queue;
  };
  return {
    backend: backend.kind,
    async add(job, items) {
      if (items.length === 0) return;
      const queue = queueOf(job);
      const jobs = items.map((item) => ({ name: job, data: item.payload, opts: optionsOf(item) }));
      const [only] = jobs;
      await boundary('unavailable', 'The job queue cannot be reached.', () =>
        only && jobs.length === 1 ? queue.add(only.name, only.data, only.opts) : queue.addBulk(jobs),
      );
    },
    async depth(job) {
      const counts = await queueOf(job).getJobCounts('waiting', 'active', 'delayed', 'prioritized');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    state: (job) => readQueueState(queueOf(job)),
    async work(work) {
      const shutdown = new AbortController();
      const concurrency = work.concurrency ?? JOBS[work.job].concurrency;
      const labels = { queue: work.job };
      // Its depth is told by who works on it, too.
      queueOf(work.job);
      const worker = backend.worker(
        queueName(work.job),
        async (job, _token, signal) => {
          const payload = JOBS[work.job].payload.safeParse(job.data);
          if (!payload.success) throw new NexError('internal', `A ${work.job} job has a malformed payload.`);
          if (job.attemptsMade === 0 && job.stalledCounter === 0) {
            metrics.record('nex_queue_wait_seconds', Math.max(0, Date.now() - job.timestamp) / 1000, labels);
          }
          const startedAt = performance.now();
          let outcome = 'ok';
          metrics.count('nex_queue_jobs_in_flight', labels);
          const signals = signal ? [shutdown.signal, signal] : [shutdown.signal];
          try {
            await work.handle(payload.data as JobPayload<typeof work.job>, {
              signal: AbortSignal.any(signals),
              attempt: job.attemptsMade + 1,
            });
          } catch (thrown) {
            outcome = 'failed';
            work.onFailure?.(thrown, payload.data as JobPayload<typeof work.job>);
            throw thrown;
          } finally {
            metrics.count('nex_queue_jobs_in_flight', labels, -1);
            metrics.record('nex_queue_job_duration_seconds', secondsSince(startedAt), { ...labels, outcome });
          }
        },
        {
          concurrency,
          lockDuration: LOCK_MS,
          stalledInterval: STALLED_CHECK_MS,
          maxStalledCount: 1_000_000,
        },
      );
      worker.on('error', (error) => work.onFailure?.(error, undefined));
      await boundary('unavailable', 'The job queue cannot be reached.', () => worker.waitUntilReady());
      const slots = metrics.watch('nex_queue_worker_slots', () => [{ value: concurrency, labels }]);
      return {
        async [Symbol.asyncDispose]() {
          slots[Symbol.dispose]();
          shutdown.abort(new WorkerStops());
          await worker.close();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function optionsOf({ id, priority }: JobToAdd<JobName>) {
  return {
    jobId: id,
    ...(priority === undefined ? {} : { priority }),
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: BACKOFF_MS },
    removeOnComplete: true,
    removeOnFail: true,
  };
}

/** BullMQ allows no colon in names, and a full stop reads badly in its keys. */
function queueName(job: JobName): string {
  return job.replace('.', '-');
}
