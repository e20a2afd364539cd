/** Decisions of people about queries and runs: each is a row, and the newest of an item stands. */
import type { DecideReview } from '@nex/core';
import { cleanText, execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** Until duplicates are looked for: who stands for others of its kind is found among what is not rejected. */
const OPEN = sql`b.state not in ('completed', 'cancelled') and exists (
  select from pipeline.stages s where s.build_id = b.id and s.name = 'deduplicate' and s.state = 'queued')`;

const Open = z.object({ open: z.boolean() });

export async function isReviewOpen(db: Queryable, buildId: string): Promise<boolean> {
  const row = await maybeOne(
    db,
    Open,
    sql`select ${OPEN} as open from pipeline.builds b where b.id = ${buildId}`,
  );
  return row?.open ?? false;
}

/** Holds the build: no stage begins or writes until the transaction ends. */
export async function lockForReview(tx: Queryable, buildId: string): Promise<boolean> {
  await execute(tx, sql`select from pipeline.builds where id = ${buildId} for update`);
  return isReviewOpen(tx, buildId);
}

/** Those of the ids that are neither a run of the build, nor a query of it that was not refused by others. */
export async function unknownItems(
  db: Queryable,
  buildId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await many(
    db,
    z.object({ id: z.string() }),
    sql`select id from unnest(${[...ids]}::text[]) as given (id)
      where not exists (select from pipeline.query_runs where build_id = ${buildId} and run_id = given.id)
        and not exists (select from pipeline.queries q where q.build_id = ${buildId} and q.id = given.id
          and q.state = 'accepted')`,
  );
  return rows.map(({ id }) => id);
}

export async function insertDecisions(
  tx: Queryable,
  buildId: string,
  { by, items }: DecideReview,
): Promise<void> {
  const rows = items.map(({ id, decision, note }) => ({ id, decision, note: note && cleanText(note) }));
  await execute(
    tx,
    sql`insert into pipeline.review_decisions (build_id, item_id, decision, decided_by, note)
      select ${buildId}, given.id, given.decision, ${cleanText(by)}, given.note
      from jsonb_to_recordset(${json(rows)}::jsonb) as given (id text, decision text, note text)`,
  );
}

/** Before the first run of the build is asked for: rejected queries get none. */
export async function rejectReviewedQueries(tx: Queryable, buildId: string): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.queries q set state = 'rejected', rejection_reason = 'review'
      from pipeline.standing_reviews d
      where q.build_id = ${buildId} and q.state = 'accepted' and d.build_id = q.build_id and d.item_id = q.id
        and d.decision = 'reject' and not exists (select from pipeline.query_runs r where r.query_id = q.id)`,
  );
}
