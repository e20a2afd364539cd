/**
 * Sums over the runs of a span. Ids sort by the time of their making, so the span is a range of the primary key, and no
 * index of its own is written with every run.
 */
import {
  ACTIVITY_SPAN_MS,
  ACTIVITY_SPANS,
  type Activity,
  ActivityBucket,
  type ActivitySpan,
  idsFrom,
  RUN_STATES,
  RunState,
} from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { TERMINAL } from './run-row.ts';

const StateRow = z.object({ state: RunState, count: z.coerce.number() });
const BucketRow = ActivityBucket.omit({ at: true, costUsd: true }).extend({
  at: z.coerce.date(),
  runs: z.coerce.number(),
  completed: z.coerce.number(),
  failed: z.coerce.number(),
  inputTokens: z.coerce.number(),
  outputTokens: z.coerce.number(),
  costUsd: z.coerce.number().nullable(),
});

export async function readActivity(on: Queryable, tenant: string, span: ActivitySpan): Promise<Activity> {
  const since = new Date(Date.now() - ACTIVITY_SPAN_MS[span]);
  const from = idsFrom('run', since.getTime());
  const bucket = ACTIVITY_SPANS[span];
  const [states, buckets] = await Promise.all([
    many(
      on,
      StateRow,
      sql`select r.state, count(*) as count from runtime.runs r
        where r.tenant = ${tenant} and r.parent_run_id is null and (r.id >= ${from} or r.state not in ${TERMINAL})
        group by r.state`,
    ),
    many(
      on,
      BucketRow,
      sql`with used as (
          select date_trunc(${bucket}, r.created_at, 'UTC') as at,
            count(*) filter (where r.parent_run_id is null) as runs,
            count(*) filter (where r.parent_run_id is null and r.state = 'completed') as completed,
            count(*) filter (where r.parent_run_id is null and r.state = 'failed') as failed,
            sum(r.input_tokens) as input, sum(r.output_tokens) as output, sum(r.cost_usd) as cost
          from runtime.runs r
          where r.tenant = ${tenant} and r.id >= ${from}
          group by 1)
        select b.at, coalesce(u.runs, 0) as runs, coalesce(u.completed, 0) as completed,
          coalesce(u.failed, 0) as failed, coalesce(u.input, 0) as "inputTokens",
          coalesce(u.output, 0) as "outputTokens", u.cost as "costUsd"
        from generate_series(date_trunc(${bucket}, ${since.toISOString()}::timestamptz, 'UTC'), now(),
          ${`1 ${bucket}`}::interval) as b (at)
        left join used u on u.at = b.at
        order by b.at`,
    ),
  ]);
  const counts = new Map(states.map(({ state, count }) => [state, count]));
  return {
    span,
    states: Object.fromEntries(
      RUN_STATES.map((state) => [state, counts.get(state) ?? 0]),
    ) as Activity['states'],
    buckets: buckets.map(({ at, costUsd, ...sums }) => ({
      at: at.toISOString(),
      ...sums,
      ...(costUsd !== null && { costUsd }),
    })),
  };
}
