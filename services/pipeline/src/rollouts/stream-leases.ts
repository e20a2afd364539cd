/** One lease after the other for a trainer that stays connected; it is never given more than it has room for. */
import type { LeaseTrajectories, TrajectoryLease } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { ackedBell, LOOK_EVERY_MS } from './bell.ts';
import { leaseTrajectories } from './lease-trajectories.ts';
import { modelKey } from './model-key.ts';
import { msToNextExpiry, readOpenLeases } from './store/leases.ts';

/** Ends when the signal aborts. @param maxOpen Leases of this stream with something that is not acknowledged. */
export async function* streamLeases(
  context: PipelineContext,
  ask: LeaseTrajectories,
  maxOpen: number,
  signal: AbortSignal,
): AsyncGenerator<TrajectoryLease> {
  const key = modelKey(context.callers.current().tenant, ask.modelTag);
  let open: string[] = [];
  while (!signal.aborted) {
    using ear = context.bell.open(ackedBell(key));
    if (open.length >= maxOpen) open = await readOpenLeases(context.pool, open);
    if (open.length >= maxOpen) {
      const expiryMs = (await msToNextExpiry(context.pool, key)) ?? 0;
      await ear.next(expiryMs + 1, signal);
      continue;
    }
    const lease = await leaseTrajectories(context, { ...ask, waitMs: LOOK_EVERY_MS }, signal);
    if (lease.leaseId === null) continue;
    open.push(lease.leaseId);
    yield lease;
  }
}
