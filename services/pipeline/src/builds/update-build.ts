/** Changes what may be changed of a build under way: its budget and its concurrency. A worker sees it within a second. */
import { type Build, changeBudget, NexError, type UpdateBuild } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import { changeSpec, lockSpec } from '../store/build-state.ts';
import { checkBudget } from './check-budget.ts';
import { getBuild, noSuchBuild } from './get-build.ts';

/** A paused build stays paused. Throws `conflict` for one that has ended, and `build_invalid` like its creation. */
export async function updateBuild(
  context: PipelineContext,
  id: string,
  changes: UpdateBuild,
): Promise<Build> {
  await context.pool.transaction(async (tx) => {
    const row = await lockSpec(tx, id);
    if (!row) throw noSuchBuild(id);
    const budget = changes.budget ? changeBudget(row.budget, changes.budget) : row.budget;
    if (changes.budget) checkBudget(context, { budget, quality: row.quality });
    const { concurrency = row.concurrency } = changes;
    if (await changeSpec(tx, id, { budget, concurrency })) return;
    throw new NexError('conflict', `The build ${id} is ${row.state}; nothing of it can be changed.`);
  });
  context.events.changed(id);
  return getBuild(context, id);
}
