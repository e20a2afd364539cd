/** Wakes a worker for batches. A batch whose job still waits or runs gets no second one, unless it went on after its end. */
import type { JobQueue } from '@nex/queue';

export async function enqueueRollouts(
  queue: JobQueue,
  batches: readonly { id: string; traceparent: string; reopened: number }[],
): Promise<void> {
  await queue.add(
    'rollouts.advance',
    batches.map(({ id, traceparent, reopened }) => ({
      id: `${id}.${reopened}`,
      payload: { batchId: id, traceparent },
    })),
  );
}
