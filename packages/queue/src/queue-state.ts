/** What a queue looks like over all processes: for metrics and for whoever looks after a deployment. */
import type { Metrics } from '@nex/core';
import type { BackendQueue } from './backend.ts';

export interface QueueState {
  waiting: number;
  active: number;
  delayed: number;
  /** Of the job that waits longest; 0 when none waits. */
  oldestWaitMs: number;
  workers: number;
}

type Depths = Omit<QueueState, 'workers'>;

export async function readQueueState(queue: BackendQueue): Promise<QueueState> {
  const [depths, workers] = await Promise.all([readDepths(queue), queue.getWorkers()]);
  return { ...depths, workers: workers.length };
}

async function readDepths(queue: BackendQueue): Promise<Depths> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
  const waiting = (counts['waiting'] ?? 0) + (counts['prioritized'] ?? 0);
  const [oldest] = waiting > 0 ? await queue.getJobs('waiting', 0, 0, true) : [];
  return {
    waiting,
    active: counts['active'] ?? 0,
    delayed: counts['delayed'] ?? 0,
    oldestWaitMs: oldest ? Math.max(0, Date.now() - oldest.timestamp) : 0,
  };
}

/** Every process tells the same: the store is asked once for both metrics of a collection. */
export function watchDepth(metrics: Metrics, name: string, queue: BackendQueue): Disposable {
  let asked: Promise<Depths> | undefined;
  const ask = () => {
    asked ??= readDepths(queue).finally(() => {
      asked = undefined;
    });
    return asked;
  };
  const stack = new DisposableStack();
  stack.use(
    metrics.watch('nex_queue_depth', async () => {
      const depths = await ask();
      const states = ['waiting', 'active', 'delayed'] as const;
      return states.map((state) => ({ value: depths[state], labels: { queue: name, state } }));
    }),
  );
  stack.use(
    metrics.watch('nex_queue_oldest_seconds', async () => [
      { value: (await ask()).oldestWaitMs / 1000, labels: { queue: name } },
    ]),
  );
  return stack;
}
