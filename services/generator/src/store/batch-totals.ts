/** Counts and usage of a batch, summed up by the database: lists of large batches read no member. */
import { addUsage, BATCH_MEMBER_STATES, type FrameworkBatch, NO_USAGE, type Usage } from '@nex/core';
import { identifier, many, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

const table = identifier('generator');

const Sums = z.object({
  input: z.coerce.number(),
  output: z.coerce.number(),
  cached: z.coerce.number(),
  reasoning: z.coerce.number(),
  calls: z.coerce.number(),
  written: z.coerce.number().nullable(),
  cost: z.coerce.number().nullable(),
});

export interface BatchTotals {
  counts: FrameworkBatch['counts'];
  usage: FrameworkBatch['usage'];
}

/** Frameworks that are under way count with the calls that they have made. */
export async function readTotals(db: Queryable, batchId: string): Promise<BatchTotals> {
  const [states, sentences, ended, underWay] = await Promise.all([
    many(
      db,
      z.object({ state: z.enum(BATCH_MEMBER_STATES), count: z.coerce.number() }),
      sql`select state, count(*) as count from ${table}.framework_batch_members
        where batch_id = ${batchId} group by state`,
    ),
    sumUsage(db, sql`${table}.framework_batch_drafts u where u.batch_id = ${batchId}`),
    sumUsage(
      db,
      sql`${table}.framework_batch_members u where u.batch_id = ${batchId} and u.usage is not null`,
    ),
    sumUsage(
      db,
      sql`${table}.framework_batch_members m join ${table}.model_calls u on u.framework_id = m.framework_id
        where m.batch_id = ${batchId} and m.usage is null`,
    ),
  ]);
  const counts = Object.fromEntries(
    BATCH_MEMBER_STATES.map((state) => [state, states.find((one) => one.state === state)?.count ?? 0]),
  );
  return {
    counts: counts as FrameworkBatch['counts'],
    usage: { sentences, frameworks: addUsage(ended, underWay) },
  };
}

/** `rows` names what holds the usages `u`. */
export async function sumUsage(db: Queryable, rows: Sql): Promise<Usage> {
  const [sums] = await many(
    db,
    Sums,
    sql`select coalesce(sum((u.usage->>'inputTokens')::bigint), 0) as input,
        coalesce(sum((u.usage->>'outputTokens')::bigint), 0) as output,
        coalesce(sum((u.usage->>'cachedInputTokens')::bigint), 0) as cached,
        coalesce(sum((u.usage->>'reasoningTokens')::bigint), 0) as reasoning,
        coalesce(sum((u.usage->>'modelCalls')::bigint), 0) as calls,
        sum((u.usage->>'cacheWriteTokens')::bigint) as written, sum((u.usage->>'costUsd')::float8) as cost
      from ${rows}`,
  );
  if (!sums) return NO_USAGE;
  return {
    inputTokens: sums.input,
    outputTokens: sums.output,
    cachedInputTokens: sums.cached,
    reasoningTokens: sums.reasoning,
    modelCalls: sums.calls,
    ...(sums.written === null ? {} : { cacheWriteTokens: sums.written }),
    ...(sums.cost === null ? {} : { costUsd: sums.cost }),
  };
}
