/** Wakes a worker for builds. A build whose job still waits or runs gets no second one. */
import type { JobQueue } from '@nex/queue';

export async function enqueueBuilds(
  queue: JobQueue,
  builds: readonly { id: string; traceparent: string }[],
): Promise<void> {
  await queue.add(
    'build.advance',
    builds.map(({ id, traceparent }) => ({ id, payload: { buildId: id, traceparent } })),
  );
}
