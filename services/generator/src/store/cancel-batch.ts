/** Ends what a batch has under way. The caller has ended the batch itself in the same transaction. */
import { execute, identifier, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const table = identifier('generator');

/** Ids of the frameworks that were cancelled. Members that are made and not compared are cancelled, too. */
export async function cancelBatchFrameworks(db: Queryable, batchId: string): Promise<string[]> {
  const rows = await many(
    db,
    z.object({ id: z.string() }),
    sql`update ${table}.frameworks set state = 'cancelled', fence = fence + 1, version = version + 1,
      finished_at = now()
      where state in ('queued', 'running') and id in (
        select framework_id from ${table}.framework_batch_members
        where batch_id = ${batchId} and state = 'generating')
      returning id`,
  );
  await execute(
    db,
    sql`update ${table}.framework_batch_members set state = 'cancelled' where batch_id = ${batchId}
      and state in ('waiting', 'generating', 'ready')
      and exists (select 1 from ${table}.framework_batches where id = ${batchId} and state in ('cancelled', 'failed'))`,
  );
  return rows.map((row) => row.id);
}
