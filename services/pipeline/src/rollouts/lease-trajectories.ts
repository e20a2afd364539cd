/** Gives complete groups to a trainer, and waits for them when there are none: a bell wakes it, or the end of a lease. */
import type { LeaseTrajectories, TrajectoryLease } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { readyBell } from './bell.ts';
import { msToNextExpiry, takeLease } from './store/leases.ts';
import { type Requeued, requeueStale } from './store/requeue.ts';
import { wakeBatches } from './wake-batches.ts';

/** Bells may get lost with a connection: rows are looked at after this time anyhow. */
const LOOK_EVERY_MS = 5000;

/** An empty lease when nothing came in `waitMs`, or the signal aborted before anything was given. */
export async function leaseTrajectories(
  context: PipelineContext,
  ask: LeaseTrajectories,
  signal: AbortSignal,
): Promise<TrajectoryLease> {
  const until = Date.now() + ask.waitMs;
  for (;;) {
    const waking = new AbortController();
    const leftMs = until - Date.now();
    const rung = context.bell.next(
      [readyBell(ask.modelTag)],
      Math.min(leftMs, LOOK_EVERY_MS),
      AbortSignal.any([signal, waking.signal]),
    );
    try {
      if (signal.aborted) return NOTHING;
      await rerunStale(context, ask.modelTag);
      const taken = await takeLease(context.pool, ask);
      if (taken) return { ...taken, expiresAt: taken.expiresAt.toISOString() };
      if (leftMs <= 0) return NOTHING;
      const expiryMs = await msToNextExpiry(context.pool, ask.modelTag);
      const expired = context.bell.next(
        [],
        expiryMs === undefined ? LOOK_EVERY_MS : expiryMs + 1,
        AbortSignal.any([signal, waking.signal]),
      );
      await Promise.race([rung, expired]);
    } finally {
      waking.abort();
    }
  }
}

const NOTHING: TrajectoryLease = { leaseId: null, fence: 0, expiresAt: null, trajectories: [] };

/** What waits and is too old is run again. */
export async function rerunStale(context: PipelineContext, modelTag: string): Promise<Requeued> {
  const requeued = await context.pool.transaction((tx) => requeueStale(tx, modelTag));
  await wakeBatches(context, requeued.batches);
  return requeued;
}
