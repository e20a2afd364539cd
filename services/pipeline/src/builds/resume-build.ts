/** Puts a failed or paused build back to work: it goes on where it stopped, with everything that it has. */
import { type Build, NexError } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { enqueueBuilds } from '../jobs/enqueue-builds.ts';
import { findBuild } from '../store/build-row.ts';
import { requeueBuild } from '../store/build-state.ts';
import { deleteRejectedQueries } from '../store/queries.ts';
import { passGates } from '../store/review-gates.ts';
import { getBuild, noSuchBuild } from './get-build.ts';

/**
 * A build that is asked to pause and has not yet goes on at once. Throws `conflict` for any other that is neither failed
 * nor paused. A failed build without a single query gets new attempts at all of them.
 */
export async function resumeBuild(context: PipelineContext, id: string): Promise<Build> {
  const row = await findBuild(context.pool, id);
  if (!row) throw noSuchBuild(id);
  const requeued = await context.pool.transaction(async (tx) => {
    await passGates(tx, id);
    if (!(await requeueBuild(tx, id))) return false;
    if (row.failure?.code === 'shortfall') await deleteRejectedQueries(tx, id);
    return true;
  });
  if (!requeued) {
    throw new NexError(
      'conflict',
      `The build ${id} is ${row.state}; only a failed or paused build can be resumed.`,
    );
  }
  context.events.changed(id);
  await enqueueBuilds(context.queue, [row]);
  return getBuild(context, id);
}
