/**
 * Wakes a worker for builds. A build whose job still waits or runs gets no second one. The first builds of all tenants come
 * before the second ones: many of one tenant do not delay another's. One without a place is next.
 */
import type { JobQueue } from '@nex/queue';

/** The queue has no lower priority. */
const MAX_PLACE = 2 ** 21 - 1;

export async function enqueueBuilds(
  queue: JobQueue,
  builds: readonly { id: string; traceparent: string; place?: number }[],
): Promise<void> {
  await queue.add(
    'build.advance',
    builds.map(({ id, traceparent, place }) => ({
      id,
      payload: { buildId: id, traceparent },
      ...(place === undefined ? {} : { priority: Math.min(place, MAX_PLACE) }),
    })),
  );
}
