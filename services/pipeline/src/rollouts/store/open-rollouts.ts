/** The rollouts of a batch that have not ended: what a worker has to do. */
import { RolloutTask } from '@nex/core';
import { many, maybeOne, prepared, type Queryable, type Results, rowsOf, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

export const OpenRollout = z.object({
  id: z.string(),
  group_id: z.string(),
  run_index: z.number().int(),
  seed: z.coerce.number(),
  attempt: z.number().int(),
  run_id: z.string().nullable(),
  task: RolloutTask,
});
export type OpenRollout = z.output<typeof OpenRollout>;

const columns = sql`r.id, r.group_id, r.run_index, r.seed, r.attempt, r.run_id, t.task`;
const withTask = sql`pipeline.rollout_tasks t where t.batch_id = r.batch_id and t.index = r.task_index`;

/** Those that a run was asked for, perhaps without its id having come back. */
export async function readRunning(db: Queryable, batchId: string): Promise<OpenRollout[]> {
  return many(
    db,
    OpenRollout,
    sql`select ${columns} from pipeline.rollouts r, ${withTask} and r.batch_id = ${batchId} and r.state = 'running'
      order by r.task_index, r.run_index`,
  );
}

/**
 * The next ones in order of task and run, `running` from now on; none while the model is paused or below the batch's
 * least version. A pause that commits later waits for these statements. `begunOf` reads what they give.
 */
export function beginNext(
  batch: {
    id: string;
    model_tag: string;
    spec: { minModelVersion?: number | undefined; groupTimeoutMs: number };
  },
  limit: number,
): Sql[] {
  const open = sql`select from pipeline.trainer_models where tag = ${batch.model_tag} and paused_at is null
    and version >= ${batch.spec.minModelVersion ?? 0}`;
  return [
    sql`${open} for share`,
    sql`with next as (
        select id from pipeline.rollouts where batch_id = ${batch.id} and state = 'queued' and exists (${open})
        order by task_index, run_index limit ${limit} for update),
      begun as (
        update pipeline.rollouts set state = 'running', across_pause = false
        where id in (select id from next) returning *),
      timed as (
        update pipeline.rollout_groups set deadline = now() + ${batch.spec.groupTimeoutMs} * interval '1 ms'
        where batch_id = ${batch.id} and deadline is null and group_id in (select group_id from begun))
      select ${columns} from begun r, ${withTask} order by r.task_index, r.run_index`,
  ];
}

export function begunOf(results: Results): OpenRollout[] {
  return rowsOf(OpenRollout, results[1]);
}

/** Notes which run the runtime made for a rollout's attempt. */
export function noteRuns(started: readonly { id: string; attempt: number; runId: string }[]): Sql {
  return sql`update pipeline.rollouts r set run_id = s.run_id
    from unnest(${started.map((one) => one.id)}::text[], ${started.map((one) => one.attempt)}::int[],
      ${started.map((one) => one.runId)}::text[]) as s (id, attempt, run_id)
    where r.id = s.id and r.attempt = s.attempt and r.state = 'running'`;
}

/** Open rollouts of groups whose time is over; none while the model is paused. */
export async function readOverdue(db: Queryable, batchId: string): Promise<OpenRollout[]> {
  return many(
    db,
    OpenRollout,
    sql`select ${columns} from pipeline.rollouts r, ${withTask} and r.batch_id = ${batchId}
      and r.state in ('queued', 'running') and exists (
        select from pipeline.rollout_groups g join pipeline.trainer_models m on m.tag = g.model_tag
        where g.batch_id = r.batch_id and g.group_id = r.group_id and g.state = 'open' and g.deadline <= now()
          and m.paused_at is null)
      order by r.task_index, r.run_index`,
  );
}

const Outlook = z.object({
  fence: z.coerce.number(),
  state: z.string(),
  cancel_requested: z.boolean(),
  queued: z.number().int(),
  running: z.number().int(),
  /** Until the next group's time is over; `null` when no clock runs. */
  deadline_ms: z.coerce.number().nullable(),
});
export type Outlook = z.output<typeof Outlook>;

/** What a worker looks at between two steps. */
export async function readOutlook(db: Queryable, batchId: string): Promise<Outlook | undefined> {
  return maybeOne(
    db,
    Outlook,
    prepared(sql`select b.fence, b.state, b.cancel_requested,
        count(r.id) filter (where r.state = 'queued')::int as queued,
        count(r.id) filter (where r.state = 'running')::int as running,
        (select extract(epoch from min(g.deadline) - now()) * 1000 from pipeline.rollout_groups g
          join pipeline.trainer_models m on m.tag = g.model_tag and m.paused_at is null
          where g.batch_id = b.id and g.state = 'open') as deadline_ms
      from pipeline.rollout_batches b
        left join pipeline.rollouts r on r.batch_id = b.id and r.state in ('queued', 'running')
      where b.id = ${batchId} group by b.id`),
  );
}
