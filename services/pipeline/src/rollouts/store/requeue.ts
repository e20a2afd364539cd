/**
 * Runs rollouts again: the records of the attempt before that nobody acknowledged are superseded, the group is open
 * again, and so is the batch. Locks go batch, group, record, as everywhere here.
 */
import { execute, many, maybeOne, prepared, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

const Reopened = z.object({
  id: z.string(),
  traceparent: z.string(),
  reopened: z.number().int(),
  /** By a process that hears of it, and needs no job. */
  at_work: z.boolean(),
});
/** A batch that a worker must be woken for. */
export type Reopened = z.output<typeof Reopened>;

export interface Requeued {
  rolloutIds: string[];
  batches: Reopened[];
}

/** Locks the batches and groups; call it before anything else of them is locked. */
export async function lockGroups(
  tx: Queryable,
  trajectoryIds: readonly string[],
  options: { reopens: boolean },
): Promise<void> {
  for (const query of groupLocks(trajectoryIds, options)) await execute(tx, query);
}

/** The statements of `lockGroups`. */
export function groupLocks(trajectoryIds: readonly string[], { reopens }: { reopens: boolean }): Sql[] {
  const ids = [...trajectoryIds];
  const batches = sql`select from pipeline.rollout_batches where id in (
      select batch_id from pipeline.trainer_trajectories where id = any(${ids}))
    order by id for update`;
  const groups = sql`select from pipeline.rollout_groups where (batch_id, group_id) in (
      select batch_id, group_id from pipeline.trainer_trajectories where id = any(${ids}))
    order by batch_id, group_id for update`;
  return reopens ? [batches, groups] : [groups];
}

/** Under `lockGroups`. Rollouts that are under way already, and those of a cancelled batch, stay as they are. */
export async function requeue(tx: Queryable, rolloutIds: readonly string[]): Promise<Requeued> {
  if (rolloutIds.length === 0) return { rolloutIds: [], batches: [] };
  const rows = await many(
    tx,
    z.object({ id: z.string() }),
    sql`update pipeline.rollouts r set state = 'queued', attempt = r.attempt + 1, run_id = null, outcome = null
      from pipeline.rollout_batches b
      where r.id = any(${[...rolloutIds]}) and r.state in ('ready', 'done') and b.id = r.batch_id
        and b.state <> 'cancelled' and not b.cancel_requested
      returning r.id`,
  );
  const ids = rows.map((row) => row.id);
  await execute(
    tx,
    sql`update pipeline.trainer_trajectories set result = 'superseded'
      where rollout_id = any(${ids}) and result is null`,
  );
  await execute(
    tx,
    sql`update pipeline.rollout_groups g set state = 'open', deadline = null, completed_at = null
      from pipeline.rollouts r where r.id = any(${ids}) and g.batch_id = r.batch_id and g.group_id = r.group_id`,
  );
  const batches = await many(
    tx,
    Reopened,
    sql`update pipeline.rollout_batches b set state = 'running', finished_at = null,
        reopened = b.reopened + (b.state = 'completed')::int
      where b.id in (select batch_id from pipeline.rollouts where id = any(${ids}))
      returning b.id, b.traceparent, b.reopened, coalesce(b.worked_until > now(), false) as at_work`,
  );
  return { rolloutIds: ids, batches };
}

/** Oldest version that a record of batch `b` may have while its model `m` is at the one in force. */
export const LEAST_VERSION = sql`greatest(m.version - (b.spec->>'maxStaleness')::int, (b.spec->>'minModelVersion')::int)`;

/**
 * Runs again what waits to be given out and is older than its batch allows, as far as none of the rollout was
 * acknowledged or is with a trainer.
 */
export async function requeueStale(tx: Queryable, modelTag: string): Promise<Requeued> {
  const found = await many(tx, z.object({ id: z.string() }), staleRecords(modelTag));
  await lockGroups(
    tx,
    found.map((row) => row.id),
    { reopens: true },
  );
  const stale = await many(
    tx,
    z.object({ rollout_id: z.string() }),
    sql`select distinct rollout_id from pipeline.trainer_trajectories
      where id in (${staleRecords(modelTag)})`,
  );
  return requeue(
    tx,
    stale.map((row) => row.rollout_id),
  );
}

/** A cheap look whether `requeueStale` would find anything. */
export async function hasStale(db: Queryable, modelTag: string): Promise<boolean> {
  const any = await maybeOne(
    db,
    z.object({ id: z.string() }),
    prepared(sql`${staleRecords(modelTag)} limit 1`),
  );
  return any !== undefined;
}

/** What `requeueStale` would run again. */
export function staleRecords(modelTag: string) {
  return sql`select t.id from pipeline.trainer_trajectories t
    join pipeline.rollout_batches b on b.id = t.batch_id and b.spec->>'onStale' = 'rerun' and b.state <> 'cancelled'
    join pipeline.trainer_models m on m.tag = t.model_tag
    where t.model_tag = ${modelTag} and t.result is null and t.oldest_version < ${LEAST_VERSION}
      and not exists (select from pipeline.trainer_trajectories o
        where o.rollout_id = t.rollout_id and o.attempt = t.attempt
          and (o.result is not null or o.leased_until > clock_timestamp()))`;
}
