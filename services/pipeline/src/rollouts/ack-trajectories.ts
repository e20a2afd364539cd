/** Takes in what a trainer says of what it was given. */
import type { AckTrajectories, TrajectoriesAcked } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { ackedBell } from './bell.ts';
import { acknowledge, acknowledgeAtOnce } from './store/acks.ts';
import { wakeBatches } from './wake-batches.ts';

/** Whole or not at all; see `acknowledge` for its errors. */
export async function ackTrajectories(
  context: PipelineContext,
  ask: AckTrajectories,
): Promise<TrajectoriesAcked> {
  const once = await acknowledgeAtOnce(context.pool, ask, context.bell.ringingEach);
  if (once) {
    context.bell.hear(ackedBell(once.modelTag));
    return { acked: once.acked, rerun: [] };
  }
  const { acked, modelTag, rolloutIds, batches } = await context.pool.transaction((tx) =>
    acknowledge(tx, ask),
  );
  await wakeBatches(context, batches);
  await context.bell.ring(ackedBell(modelTag));
  return { acked, rerun: rolloutIds };
}
