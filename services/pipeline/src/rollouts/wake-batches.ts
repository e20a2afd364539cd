/** Tells the workers of batches that rollouts wait again; a batch that had ended gets a worker. */
import type { PipelineContext } from '../context.ts';
import { batchBell } from './bell.ts';
import { enqueueRollouts } from './jobs/enqueue-rollouts.ts';
import type { Reopened } from './store/requeue.ts';

/** After the rows are committed. A queue that is away is no error: the next sweep finds the rows. */
export async function wakeBatches(
  { queue, bell, logger }: PipelineContext,
  batches: readonly Reopened[],
): Promise<void> {
  if (batches.length === 0) return;
  const left = batches.filter(({ at_work: atWork }) => !atWork);
  await enqueueRollouts(queue, left).catch((thrown: unknown) => {
    logger.warn({ err: thrown }, 'rollouts that are run again could not be queued yet');
  });
  await bell.ring(...batches.map(({ id }) => batchBell(id)));
}
