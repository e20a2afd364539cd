/**
 * Leases: records that are with a trainer until a time. A group is locked while it is given out, so that no two leases
 * share it; what is not acknowledged when the time is over is given out again, under a larger fence.
 */
import { newId, type TrainerTrajectory } from '@nex/core';
import { many, maybeOne, type Pool, prepared, type Queryable, rowsOf, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { unpackRecord } from './records.ts';
import { LEAST_VERSION, staleRecords } from './requeue.ts';

export interface LeaseAsk {
  modelKey: string;
  /** Records; the first group is taken whole even when it has more. */
  max: number;
  leaseMs: number;
  completeGroupsOnly: boolean;
}

export interface TakenLease {
  leaseId: string;
  fence: number;
  expiresAt: Date;
  trajectories: TrainerTrajectory[];
}

const waiting = sql`t.result is null and (t.leased_until is null or t.leased_until <= clock_timestamp())`;

const Candidate = z.object({ batch_id: z.string(), group_id: z.string(), records: z.number().int() });
type Candidate = z.output<typeof Candidate>;

/** Written out, so that a plan for any values can use the index over complete groups. */
function statesOf({ completeGroupsOnly }: LeaseAsk): Sql {
  return completeGroupsOnly ? sql`('complete')` : sql`('complete', 'open')`;
}

/** Of a rollout that was run again, while a lease still has others of its group: the group is not split over two. */
function unheld({ completeGroupsOnly }: LeaseAsk, group: Sql): Sql {
  if (!completeGroupsOnly) return sql`true`;
  return sql`not exists (select from pipeline.trainer_trajectories o
    where o.batch_id = ${group}.batch_id and o.group_id = ${group}.group_id
      and o.result is null and o.leased_until > clock_timestamp())`;
}

export interface LeaseOutlook {
  /** Groups in the order of their completion, then those that are still open; as many as fit. */
  candidates: Candidate[];
  /** Something waits that must be run again first. */
  hasStale: boolean;
  /** Until the next lease of the model runs out; absent when none is open. */
  expiryMs?: number;
}

export async function lookForGroups(pool: Pool, ask: LeaseAsk): Promise<LeaseOutlook> {
  const [waits, stale, expiry] = await pool.together([
    sql`select g.batch_id, g.group_id, count(*)::int as records
      from pipeline.rollout_groups g
        join pipeline.rollout_batches b on b.id = g.batch_id and not (b.spec->>'stream')::boolean
        join pipeline.trainer_trajectories t on t.batch_id = g.batch_id and t.group_id = g.group_id and ${waiting}
      where g.model_tag = ${ask.modelKey} and g.state in ${statesOf(ask)} and ${unheld(ask, sql`g`)}
      group by g.batch_id, g.group_id order by g.completed_at nulls last, g.batch_id, g.group_id limit ${ask.max}`,
    sql`${staleRecords(ask.modelKey)} limit 1`,
    nextExpiry(ask.modelKey),
  ]);
  let records = 0;
  const candidates = rowsOf(Candidate, waits).filter((row, index) => {
    if (index > 0 && records + row.records > ask.max) return false;
    records += row.records;
    return true;
  });
  const expiryMs = rowsOf(Expiry, expiry)[0]?.ms;
  return { candidates, hasStale: stale?.rowCount !== 0, ...(expiryMs != null && { expiryMs }) };
}

const Lease = z.object({ fence: z.coerce.number(), expires_at: z.date() });
const Given = z.object({
  content: z.instanceof(Uint8Array),
  stale: z.boolean().nullable(),
  across_pause: z.boolean(),
});

/** `undefined` when another lease was quicker. */
export async function takeLease(
  pool: Pool,
  ask: LeaseAsk,
  candidates: readonly Candidate[],
): Promise<TakenLease | undefined> {
  const leaseId = newId('lease');
  const groups = sql`select batch_id, group_id from pipeline.rollout_groups g
    where (batch_id, group_id) in (
      select * from unnest(${candidates.map((one) => one.batch_id)}::text[],
        ${candidates.map((one) => one.group_id)}::text[]))
      and state in ${statesOf(ask)} and ${unheld(ask, sql`g`)}`;
  const [, leased, given] = await pool.together([
    sql`${groups} order by batch_id, group_id for update`,
    sql`insert into pipeline.trajectory_leases (id, model_tag, expires_at)
      select ${leaseId}, ${ask.modelKey}, clock_timestamp() + ${ask.leaseMs} * interval '1 ms'
      where exists (select from pipeline.trainer_trajectories t
        where (t.batch_id, t.group_id) in (${groups}) and ${waiting})
      returning fence, expires_at`,
    sql`with t as (
        update pipeline.trainer_trajectories t set lease_id = l.id, leased_until = l.expires_at
        from pipeline.trajectory_leases l
        where l.id = ${leaseId} and (t.batch_id, t.group_id) in (${groups}) and ${waiting}
        returning t.*)
      select t.content, t.oldest_version < ${LEAST_VERSION} as stale, r.across_pause
      from t join pipeline.rollouts r on r.id = t.rollout_id
        join pipeline.rollout_batches b on b.id = t.batch_id
        join pipeline.trainer_models m on m.tag = t.model_tag
        join pipeline.rollout_groups g on g.batch_id = t.batch_id and g.group_id = t.group_id
      order by g.completed_at nulls last, g.batch_id, g.group_id, r.run_index, t.segment_index`,
  ]);
  const rows = rowsOf(Given, given);
  const [lease] = rowsOf(Lease, leased);
  if (!lease || rows.length === 0) return undefined;
  const trajectories = await Promise.all(
    rows.map(async ({ content, stale, across_pause: acrossPause }) => ({
      ...(await unpackRecord(content)),
      stale: stale ?? false,
      acrossPause,
    })),
  );
  return { leaseId, fence: lease.fence, expiresAt: lease.expires_at, trajectories };
}

/** Until the next lease of the model runs out; `undefined` when none is open. */
export async function msToNextExpiry(db: Queryable, modelKey: string): Promise<number | undefined> {
  const row = await maybeOne(db, Expiry, prepared(nextExpiry(modelKey)));
  return row?.ms ?? undefined;
}

const Expiry = z.object({ ms: z.coerce.number().nullable() });

/** Reckoned from the begin of its transaction on, so that none is missed that ran when the statements before it looked. */
function nextExpiry(modelKey: string): Sql {
  return sql`select extract(epoch from min(leased_until) - clock_timestamp()) * 1000 as ms
    from pipeline.trainer_trajectories
    where model_tag = ${modelKey} and result is null and leased_until > now()`;
}

/** Those of the leases that hold records which are neither acknowledged nor over. */
export async function readOpenLeases(db: Queryable, leaseIds: readonly string[]): Promise<string[]> {
  const rows = await many(
    db,
    z.object({ lease_id: z.string() }),
    sql`select distinct lease_id from pipeline.trainer_trajectories
      where lease_id = any(${[...leaseIds]}) and result is null and leased_until > clock_timestamp()`,
  );
  return rows.map((row) => row.lease_id);
}
