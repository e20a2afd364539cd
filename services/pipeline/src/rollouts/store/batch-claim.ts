/**
 * Fencing: a worker writes only while its claim on the batch is the newest. The check holds a share lock until the write
 * commits, so no newer claim can come between.
 */
import {
  isDivisionByZero,
  maybeOne,
  type Pool,
  type Queryable,
  type Results,
  type Sql,
  sql,
} from '@nex/postgres';
import * as z from 'zod';
import { Superseded } from '../../store/claim.ts';

export interface BatchClaim {
  batchId: string;
  fence: number;
}

/** Runs writes in one transaction under the claim. Throws `Superseded`. */
export async function withBatchClaim<T>(
  pool: Pool,
  { batchId, fence }: BatchClaim,
  write: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return pool.transaction(async (tx) => {
    const held = await maybeOne(
      tx,
      z.object({ id: z.string() }),
      sql`select id from pipeline.rollout_batches
        where id = ${batchId} and fence = ${fence} and state = 'running' for share`,
    );
    if (!held) throw new Superseded();
    return write(tx);
  });
}

/**
 * The same for statements that go together. Where no row is locked, the division ends all of it.
 * @returns The results of the statements, without that of the check.
 */
export async function togetherUnderBatchClaim(
  pool: Pool,
  { batchId, fence }: BatchClaim,
  queries: readonly Sql[],
): Promise<Results> {
  const held = sql`select 1 / count(*) from (select from pipeline.rollout_batches
    where id = ${batchId} and fence = ${fence} and state = 'running' for share) held`;
  try {
    return (await pool.together([held, ...queries])).slice(1);
  } catch (thrown) {
    if (isDivisionByZero(thrown)) throw new Superseded();
    throw thrown;
  }
}

/** Ends a claimed batch unless something of it is open again. False when nothing was changed. */
export async function finishBatch(
  pool: Pool,
  claim: BatchClaim,
  state: 'completed' | 'cancelled',
): Promise<boolean> {
  const [, finished] = await pool.together([
    // Who opens a rollout again holds this lock: what it did is seen only by a statement that begins when it is done.
    sql`select from pipeline.rollout_batches where id = ${claim.batchId} for update`,
    sql`update pipeline.rollout_batches b set state = ${state}, finished_at = now(), worked_until = null
      where b.id = ${claim.batchId} and b.fence = ${claim.fence} and b.state = 'running' and not exists (
        select from pipeline.rollouts r where r.batch_id = b.id and r.state in ('queued', 'running'))`,
  ]);
  return (finished?.rowCount ?? 0) > 0;
}
