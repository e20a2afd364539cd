/** What earlier builds used for one piece of work: the ground of estimates. */
import { maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

const Spread = z.object({ low: z.number(), mean: z.number(), high: z.number() });

const Recorded = z.object({
  samples: z.number().int(),
  calls: Spread,
  tokens: Spread,
  /** Null unless every piece had a price. */
  cost_usd: Spread.nullable(),
});
export type Recorded = z.output<typeof Recorded>;

/** Newest pieces that are looked at. */
const WINDOW = 2000;

const spread = (column: string): Sql => ({
  text: `jsonb_build_object('low', coalesce(percentile_cont(0.1) within group (order by ${column}), 0),
    'mean', coalesce(avg(${column}), 0), 'high', coalesce(percentile_cont(0.9) within group (order by ${column}), 0))`,
  values: [],
});

/** One row per piece: calls, tokens, cost_usd. */
const PIECES = {
  /** All calls for one accepted query. */
  synthesis: (builds: Sql) => sql`select sum((c.usage->>'modelCalls')::float8) / q.accepted as calls,
      sum((c.usage->>'inputTokens')::float8 + (c.usage->>'outputTokens')::float8) / q.accepted as tokens,
      case when bool_and(c.usage ? 'costUsd') then sum((c.usage->>'costUsd')::float8) / q.accepted end as cost_usd
    from pipeline.synthesis_calls c join (
      select build_id, count(*) as accepted from pipeline.queries
      where state = 'accepted' and build_id in (${builds}) group by build_id) q on q.build_id = c.build_id
    group by c.build_id, q.accepted`,
  runs: (builds: Sql) => sql`select (usage->>'modelCalls')::float8 as calls,
      (usage->>'inputTokens')::float8 + (usage->>'outputTokens')::float8 as tokens,
      (usage->>'costUsd')::float8 as cost_usd
    from pipeline.run_attempts where build_id in (${builds})
      and outcome in ('completed', 'truncated', 'timeout', 'budget') order by dispatched_at desc limit ${WINDOW}`,
  verifying: (builds: Sql) => sql`select (usage->>'modelCalls')::float8 as calls,
      (usage->>'inputTokens')::float8 + (usage->>'outputTokens')::float8 as tokens,
      (usage->>'costUsd')::float8 as cost_usd
    from pipeline.verifications where build_id in (${builds}) and kind = 'rubric' and usage is not null
    order by created_at desc limit ${WINDOW}`,
  /** One head's reading of one trajectory by one model. */
  judging: (builds: Sql) => sql`select (usage->>'modelCalls')::float8 as calls,
      (usage->>'inputTokens')::float8 + (usage->>'outputTokens')::float8 as tokens,
      (usage->>'costUsd')::float8 as cost_usd
    from pipeline.judge_votes where build_id in (${builds}) order by build_id desc limit ${WINDOW}`,
} as const;
export type RecordedPart = keyof typeof PIECES;

/** Newest builds that are looked at. */
const BUILDS = 20;

/** Of the newest builds of that framework, or of any. `undefined` when there is no such piece. */
export async function readRecorded(
  db: Queryable,
  part: RecordedPart,
  frameworkDigest: string | undefined,
): Promise<Recorded | undefined> {
  const which = frameworkDigest === undefined ? sql`` : sql`where framework_digest = ${frameworkDigest}`;
  const builds = sql`select id from pipeline.builds ${which} order by id desc limit ${BUILDS}`;
  const row = await maybeOne(
    db,
    Recorded,
    sql`select count(*)::int as samples, ${spread('calls')} as calls, ${spread('tokens')} as tokens,
        case when count(cost_usd) = count(*) then ${spread('cost_usd')} end as cost_usd
      from (${PIECES[part](builds)}) piece`,
  );
  return row && row.samples > 0 ? row : undefined;
}
