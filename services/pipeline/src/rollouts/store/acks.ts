/**
 * What trainers say of what they were given. An acknowledgement stands whole or not at all, is final, and may be
 * repeated; one of a lease that is over changes nothing.
 */
import { ACK_RESULTS, type AckTrajectories, NexError } from '@nex/core';
import {
  execute,
  isDivisionByZero,
  many,
  maybeOne,
  type Pool,
  type Queryable,
  rowsOf,
  type Sql,
  sql,
} from '@nex/postgres';
import * as z from 'zod';
import { groupLocks, lockGroups, type Requeued, requeue } from './requeue.ts';

const Held = z.object({
  id: z.string(),
  rollout_id: z.string(),
  lease_id: z.string().nullable(),
  held: z.boolean().nullable(),
  result: z.enum([...ACK_RESULTS, 'superseded', 'streamed']).nullable(),
});

export interface Acked extends Requeued {
  modelTag: string;
  /** Acknowledged now. */
  acked: number;
}

/**
 * The same in one round trip, for what is held under its lease and asks for nothing more. `undefined` for anything else: then
 * nothing was changed.
 */
export async function acknowledgeAtOnce(
  pool: Pool,
  { leaseId, results }: AckTrajectories,
  ringing: (names: Sql) => Sql,
): Promise<Pick<Acked, 'modelTag' | 'acked'> | undefined> {
  const ids = [...new Set(results.map(({ trajectoryId }) => trajectoryId))];
  if (ids.length < results.length || results.some(({ result }) => result === 're-rollout')) return undefined;
  const [lock] = groupLocks(ids, { reopens: false });
  if (!lock) return undefined;
  try {
    const all = await pool.together([
      lock,
      sql`select 1 / (count(*) = ${ids.length})::int from (
        select from pipeline.trainer_trajectories where id = any(${ids}) and lease_id = ${leaseId}
          and result is null and leased_until > clock_timestamp() for update) held`,
      noteResults(results),
      ...settling(ids),
      ringing(sql`select 'acked:' || model_tag from pipeline.trajectory_leases where id = ${leaseId}`),
      sql`select model_tag from pipeline.trajectory_leases where id = ${leaseId}`,
    ]);
    const [lease] = rowsOf(z.object({ model_tag: z.string() }), all.at(-1));
    return lease && { modelTag: lease.model_tag, acked: ids.length };
  } catch (thrown) {
    if (isDivisionByZero(thrown)) return undefined;
    throw thrown;
  }
}

/** Throws `not_found` for an unknown lease, `lease_expired`, `conflict` for another word on the same, `invalid_request`. */
export async function acknowledge(tx: Queryable, ask: AckTrajectories): Promise<Acked> {
  const lease = await maybeOne(
    tx,
    z.object({ model_tag: z.string() }),
    sql`select model_tag from pipeline.trajectory_leases where id = ${ask.leaseId}`,
  );
  if (!lease) throw new NexError('not_found', `There is no lease ${ask.leaseId}.`, { where: 'leaseId' });
  const wanted = new Map(ask.results.map(({ trajectoryId, result }) => [trajectoryId, result]));
  const ids = [...wanted.keys()];
  await lockGroups(tx, ids, { reopens: ask.results.some(({ result }) => result === 're-rollout') });
  const rows = await many(
    tx,
    Held,
    sql`select id, rollout_id, lease_id, leased_until > clock_timestamp() as held, result
      from pipeline.trainer_trajectories where id = any(${ids}) for update`,
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  const now = ask.results.filter(({ trajectoryId, result }, index) => {
    const row = known.get(trajectoryId);
    const where = `results[${index}].trajectoryId`;
    if (!row) throw new NexError('invalid_request', `There is no trajectory ${trajectoryId}.`, { where });
    if (wanted.get(trajectoryId) !== result) {
      throw new NexError('invalid_request', `The trajectory ${trajectoryId} is named twice.`, { where });
    }
    return mustBeNoted(row, ask.leaseId, result);
  });
  const fresh = [...new Map(now.map((one) => [one.trajectoryId, one.result]))];
  await execute(tx, noteResults(fresh.map(([trajectoryId, result]) => ({ trajectoryId, result }))));
  const again = fresh.flatMap(([id, result]) =>
    result === 're-rollout' ? [known.get(id)?.rollout_id ?? ''] : [],
  );
  const requeued = await requeue(tx, [...new Set(again)]);
  await settle(
    tx,
    fresh.map(([id]) => id),
  );
  return { modelTag: lease.model_tag, acked: fresh.length, ...requeued };
}

/** False for what was said before. */
function mustBeNoted(row: z.output<typeof Held>, leaseId: string, result: string): boolean {
  if (row.lease_id !== leaseId) throw expired(row.id);
  if (row.result === result) return false;
  // Another record of its rollout asked for a new run: what is said of this one is of no use any more.
  if (row.result === 'superseded') return false;
  if (row.result !== null) {
    throw new NexError('conflict', `The trajectory ${row.id} was acknowledged as ${row.result}.`, {
      where: 'results',
      hint: 'An acknowledgement is final.',
    });
  }
  if (row.held !== true) throw expired(row.id);
  return true;
}

function expired(trajectoryId: string): NexError {
  return new NexError('lease_expired', `The lease no longer holds the trajectory ${trajectoryId}.`, {
    where: 'leaseId',
    hint: 'Throw away what came of it: it is given out again. Ask for a longer leaseMs.',
  });
}

/** Rollouts without an open record are done, and groups without another rollout. */
export async function settle(tx: Queryable, trajectoryIds: readonly string[]): Promise<void> {
  for (const query of settling(trajectoryIds)) await execute(tx, query);
}

function noteResults(results: AckTrajectories['results']): Sql {
  return sql`update pipeline.trainer_trajectories t set result = a.result
    from unnest(${results.map((one) => one.trajectoryId)}::text[],
      ${results.map(({ result }) => result)}::text[]) as a (id, result)
    where t.id = a.id`;
}

function settling(trajectoryIds: readonly string[]): Sql[] {
  const touched = sql`select rollout_id from pipeline.trainer_trajectories where id = any(${[...trajectoryIds]})`;
  return [
    sql`update pipeline.rollouts r set state = 'done' where r.id in (${touched}) and r.state = 'ready' and not exists (
      select from pipeline.trainer_trajectories t where t.rollout_id = r.id and t.result is null)`,
    sql`update pipeline.rollout_groups g set state = 'done' where g.state = 'complete'
      and (g.batch_id, g.group_id) in (
        select batch_id, group_id from pipeline.rollouts where id in (${touched}))
      and not exists (select from pipeline.rollouts r
        where r.batch_id = g.batch_id and r.group_id = g.group_id and r.state <> 'done')`,
  ];
}
