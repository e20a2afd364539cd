/** Gives complete groups to a trainer, and waits for them when there are none: a bell wakes it, or the end of a lease. */
import type { LeaseTrajectories, TrajectoryLease } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { LOOK_EVERY_MS, readyBell } from './bell.ts';
import { modelKey } from './model-key.ts';
import { lookForGroups, takeLease } from './store/leases.ts';
import { hasStale, requeueStale } from './store/requeue.ts';
import { wakeBatches } from './wake-batches.ts';

const NOTHING: TrajectoryLease = { leaseId: null, fence: 0, expiresAt: null, trajectories: [] };

/** An empty lease when nothing came in `waitMs`, or the signal aborted before anything was given. */
export async function leaseTrajectories(
  context: PipelineContext,
  { modelTag, ...rest }: LeaseTrajectories,
  signal: AbortSignal,
): Promise<TrajectoryLease> {
  const ask = { ...rest, modelKey: modelKey(context.callers.current().tenant, modelTag) };
  const until = Date.now() + ask.waitMs;
  while (!signal.aborted) {
    using ear = context.bell.open(readyBell(ask.modelKey));
    let seen = await lookForGroups(context.pool, ask);
    if (seen.hasStale) {
      await rerunStale(context, ask.modelKey);
      seen = await lookForGroups(context.pool, ask);
    }
    if (seen.candidates.length > 0) {
      const taken = await takeLease(context.pool, ask, seen.candidates);
      if (taken) return { ...taken, expiresAt: taken.expiresAt.toISOString() };
      // Another lease was quicker: look for what it left.
      continue;
    }
    const leftMs = until - Date.now();
    if (leftMs <= 0) return NOTHING;
    const { expiryMs = LOOK_EVERY_MS } = seen;
    await ear.next(Math.min(leftMs, expiryMs + 1), signal);
  }
  return NOTHING;
}

/** What waits and is too old is run again. @param key Of the model. */
export async function rerunStale(context: PipelineContext, key: string): Promise<void> {
  if (!(await hasStale(context.pool, key))) return;
  const { batches } = await context.pool.transaction((tx) => requeueStale(tx, key));
  await wakeBatches(context, batches);
}
