/** Batches as their callers see and steer them. */
import { NexError, type RolloutBatch, type RolloutBatchQuery } from '@nex/core';
import type * as z from 'zod';
import type { PipelineContext } from '../context.ts';
import { batchBell } from './bell.ts';
import { enqueueRollouts } from './jobs/enqueue-rollouts.ts';
import { modelKey } from './model-key.ts';
import { findBatch } from './store/batch-row.ts';
import { listBatchViews, readBatchView } from './store/batch-views.ts';
import { requestCancel } from './store/cancel.ts';

/** Throws `not_found`. */
export async function getBatch({ pool }: PipelineContext, id: string): Promise<RolloutBatch> {
  const batch = await readBatchView(pool, id);
  if (batch) return batch;
  throw new NexError('not_found', `There is no rollout batch ${id}.`);
}

/** Newest first. */
export function listBatches(
  { pool, callers }: PipelineContext,
  { modelTag, ...page }: z.output<typeof RolloutBatchQuery>,
) {
  const key = modelTag === undefined ? undefined : modelKey(callers.current().tenant, modelTag);
  return listBatchViews(pool, { ...page, modelKey: key });
}

/** One that is cancelled already stays as it is; one that has ended otherwise is a conflict. */
export async function cancelBatch(context: PipelineContext, id: string): Promise<RolloutBatch> {
  const asked = await requestCancel(context.pool, id);
  const batch = await getBatch(context, id);
  if (!asked && batch.state !== 'cancelled') {
    throw new NexError('conflict', `The rollout batch ${id} is ${batch.state} and cannot be cancelled.`);
  }
  const row = asked ? await findBatch(context.pool, id) : undefined;
  if (row) await enqueueRollouts(context.queue, [row]);
  await context.bell.ring(batchBell(id));
  return batch;
}
