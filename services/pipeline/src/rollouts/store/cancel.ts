/** The end of a batch by its caller: nothing new is begun, what is open is given up, complete groups stay to be leased. */
import { execute, type Queryable, sql } from '@nex/postgres';

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
    sql`update pipeline.rollouts set state = 'cancelled'
      where batch_id = ${batchId} and state in ('queued', 'running')`,
  );
  await execute(
    tx,
    sql`update pipeline.rollout_groups set state = 'cancelled' where batch_id = ${batchId} and state = 'open'`,
  );
}
