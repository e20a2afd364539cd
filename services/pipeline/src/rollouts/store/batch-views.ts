/** Batches as callers see them: counts from the rows. */
import { ROLLOUT_BATCH_STATES, type RolloutBatch } from '@nex/core';
import { many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { modelTagOf } from '../model-key.ts';

const Counts = z.record(z.string(), z.number().int());
const ViewRow = z.object({
  id: z.string(),
  model_tag: z.string(),
  state: z.enum(ROLLOUT_BATCH_STATES),
  repeat_n: z.coerce.number(),
  paused: z.boolean(),
  below: z.boolean(),
  rollouts: Counts,
  groups: Counts,
  completed: z.number().int(),
  failed: z.number().int(),
  reruns: z.coerce.number(),
  trajectories: z.number().int(),
  trace_id: z.string(),
  created_at: z.date(),
  finished_at: z.date().nullable(),
});

const select = (rest: ReturnType<typeof sql>) => sql`
  select b.id, b.model_tag, b.state, b.spec->>'repeatN' as repeat_n, b.trace_id, b.created_at, b.finished_at,
    m.paused_at is not null as paused, m.version < coalesce((b.spec->>'minModelVersion')::int, 0) as below,
    (select coalesce(jsonb_object_agg(state, n), '{}') from (select state, count(*)::int as n
      from pipeline.rollouts where batch_id = b.id group by state) s) as rollouts,
    (select coalesce(jsonb_object_agg(state, n), '{}') from (select state, count(*)::int as n
      from pipeline.rollout_groups where batch_id = b.id group by state) s) as groups,
    r.completed, r.failed, r.reruns,
    (select count(*)::int from pipeline.trainer_trajectories t
      where t.batch_id = b.id and t.result is distinct from 'superseded') as trajectories
  from pipeline.rollout_batches b join pipeline.trainer_models m on m.tag = b.model_tag
    cross join lateral (select count(*) filter (where outcome = 'completed')::int as completed,
      count(*) filter (where outcome = 'failed')::int as failed, coalesce(sum(attempt - 1), 0) as reruns
      from pipeline.rollouts where batch_id = b.id) r ${rest}`;

export async function readBatchView(db: Queryable, id: string): Promise<RolloutBatch | undefined> {
  const row = await maybeOne(db, ViewRow, select(sql`where b.id = ${id}`));
  return row && toView(row);
}

/** Newest first; of one model by its key. The cursor is the last id of the page before. */
export async function listBatchViews(
  db: Queryable,
  { limit, cursor, modelKey }: { limit: number; cursor?: string | undefined; modelKey?: string | undefined },
): Promise<{ items: RolloutBatch[]; nextCursor: string | null }> {
  const rows = await many(
    db,
    ViewRow,
    select(sql`where (${cursor ?? null}::text is null or b.id < ${cursor ?? null})
      and (${modelKey ?? null}::text is null or b.model_tag = ${modelKey ?? null})
      order by b.id desc limit ${limit + 1}`),
  );
  const items = rows.slice(0, limit).map(toView);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

function toView(row: z.output<typeof ViewRow>): RolloutBatch {
  const { queued = 0, running = 0, ready = 0, done = 0, cancelled = 0 } = row.rollouts;
  const { open = 0, complete = 0, done: groupsDone = 0, cancelled: groupsCancelled = 0 } = row.groups;
  const waits = row.state === 'running' && queued > 0;
  const waitsFor = row.paused ? ('resume' as const) : row.below ? ('version' as const) : undefined;
  return {
    id: row.id,
    modelTag: modelTagOf(row.model_tag),
    state: row.state,
    ...(waits && waitsFor ? { waitsFor } : {}),
    repeatN: row.repeat_n,
    rollouts: { queued, running, ready, done, cancelled },
    groups: { open, complete, done: groupsDone, cancelled: groupsCancelled },
    outcomes: { completed: row.completed, failed: row.failed },
    reruns: row.reruns,
    trajectories: row.trajectories,
    traceId: row.trace_id,
    createdAt: row.created_at.toISOString(),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
  };
}
