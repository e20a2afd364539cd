/** The end of a batch by its caller: nothing new is begun, what is open is given up, complete groups stay to be leased. */
import { execute, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** False when the batch does not run. */
export async function requestCancel(db: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update pipeline.rollout_batches set cancel_requested = true where id = ${id} and state = 'running'`,
  );
  return count > 0;
}

export async function cancelOpen(tx: Queryable, batchId: string): Promise<void> {
  await execute(
    tx,
    sql`select from pipeline.rollout_groups where batch_id = ${batchId} and state = 'open'
      order by group_id for update`,
  );
  await execute(
    tx,
    sql`update pipeline.rollouts set state = 'cancelled'
      where batch_id = ${batchId} and state in ('queued', 'running')`,
  );
  await execute(
    tx,
    sql`update pipeline.rollout_groups set state = 'cancelled' where batch_id = ${batchId} and state = 'open'`,
  );
}

/** Runs of rollouts that were given up: they may still be at work. */
export async function readCancelledRuns(db: Queryable, batchId: string): Promise<string[]> {
  const rows = await many(
    db,
    z.object({ run_id: z.string() }),
    sql`select run_id from pipeline.rollouts where batch_id = ${batchId} and state = 'cancelled' and run_id is not null`,
  );
  return rows.map((row) => row.run_id);
}
