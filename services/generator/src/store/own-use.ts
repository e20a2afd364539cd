/** What making frameworks used in a span, by the time of each call. The runs of trials are the runtime's to tell. */
import { ACTIVITY_SPAN_MS, type ActivitySpan, addUsage, type OwnUse } from '@nex/core';
import { identifier, type Queryable, sql } from '@nex/postgres';
import { sumUsage } from './batch-totals.ts';

const table = identifier('generator');

export async function readOwnUse(db: Queryable, span: ActivitySpan): Promise<OwnUse> {
  const since = sql`now() - make_interval(secs => ${ACTIVITY_SPAN_MS[span] / 1000})`;
  const [calls, sentences] = await Promise.all([
    sumUsage(
      db,
      sql`${table}.frameworks f join ${table}.model_calls u on u.framework_id = f.id
        where (f.finished_at is null or f.finished_at >= ${since}) and u.created_at >= ${since}`,
    ),
    // Sentences have no time of their own: they are written when their batch is made.
    sumUsage(
      db,
      sql`${table}.framework_batches b join ${table}.framework_batch_drafts u on u.batch_id = b.id
        where b.created_at >= ${since}`,
    ),
  ]);
  return { span, parts: [{ part: 'frameworks', usage: addUsage(calls, sentences) }] };
}
