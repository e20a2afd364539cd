/** Writes to a batch by the worker that has claimed it. */
import { type Pool, type Queryable, type Results, type Sql, sql } from '@nex/postgres';
import { togetherUnder, transactionUnder } from '../../store/fence.ts';

export interface BatchClaim {
  batchId: string;
  fence: number;
}

/** Runs writes in one transaction under the claim. Throws `Superseded`. */
export async function withBatchClaim<T>(
  pool: Pool,
  claim: BatchClaim,
  write: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return transactionUnder(pool, claimed(claim), write);
}

/** The same for statements that go together. */
export async function togetherUnderBatchClaim(
  pool: Pool,
  claim: BatchClaim,
  queries: readonly Sql[],
): Promise<Results> {
  return togetherUnder(pool, claimed(claim), queries);
}

function claimed({ batchId, fence }: BatchClaim): Sql {
  return sql`select from pipeline.rollout_batches
    where id = ${batchId} and fence = ${fence} and state = 'running' for share`;
}

/**
 * Ends a claimed batch unless something of it is open again, or, where it is `streamed`, a complete group is not in the
 * stream yet. False when nothing was changed.
 */
export async function finishBatch(
  pool: Pool,
  claim: BatchClaim,
  state: 'completed' | 'cancelled',
  { streamed }: { streamed: boolean },
): Promise<boolean> {
  const [, finished] = await pool.together([
    // Who opens a rollout again holds this lock: what it did is seen only by a statement that begins when it is done.
    sql`select from pipeline.rollout_batches where id = ${claim.batchId} for update`,
    sql`update pipeline.rollout_batches b set state = ${state}, finished_at = now(), worked_until = null
      where b.id = ${claim.batchId} and b.fence = ${claim.fence} and b.state = 'running' and not exists (
        select from pipeline.rollouts r where r.batch_id = b.id and r.state in ('queued', 'running'))
      and (not ${streamed}::boolean or not exists (
        select from pipeline.rollout_groups g
          join pipeline.trainer_trajectories t on t.batch_id = g.batch_id and t.group_id = g.group_id
        where g.batch_id = b.id and g.state = 'complete' and t.result is null))`,
  ]);
  return (finished?.rowCount ?? 0) > 0;
}
