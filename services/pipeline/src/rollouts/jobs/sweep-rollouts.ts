/** Puts every batch that runs back into the queue: rows are the truth. */
import type { PipelineContext } from '../../context.ts';
import { runningBatches } from '../store/batch-row.ts';
import { enqueueRollouts } from './enqueue-rollouts.ts';

export async function sweepRollouts({ pool, queue }: PipelineContext): Promise<void> {
  await enqueueRollouts(queue, await runningBatches(pool));
}
