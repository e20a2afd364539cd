/** What builds used in a span by calls of their own, by the time of each call. */
import { ACTIVITY_SPAN_MS, type ActivitySpan, NO_USAGE, type OwnUse, Usage } from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { JUDGE_USAGES } from './spending.ts';
import { SUMMED_USAGE } from './summed-usage.ts';

const PARTS = ['synthesis', 'verifying', 'judging'] as const;
const Row = z.object({ part: z.enum(PARTS), usage: Usage });

export async function readOwnUse(db: Queryable, span: ActivitySpan): Promise<OwnUse> {
  const since = sql`now() - make_interval(secs => ${ACTIVITY_SPAN_MS[span] / 1000})`;
  // Of queries that were taken back only the sum is left: it counts when the build was made. Answers of judges are many, and
  // those of a build that was made in the span are summed up already.
  const rows = await many(
    db,
    Row,
    sql`with builds as (select id, created_at, forgotten_usage from pipeline.builds
        where finished_at is null or finished_at >= ${since}),
      used as (
        select 'synthesis' as part, c.usage from builds b join pipeline.synthesis_calls c on c.build_id = b.id
          where c.created_at >= ${since}
        union all select 'synthesis', forgotten_usage from builds
          where forgotten_usage is not null and created_at >= ${since}
        union all select 'verifying', v.usage from builds b join pipeline.verifications v on v.build_id = b.id
          where v.usage is not null and v.created_at >= ${since}
        union all select 'judging', j.usage from builds b cross join lateral (${JUDGE_USAGES}) j
          where b.created_at >= ${since}
        union all select 'judging', a.usage from builds b join pipeline.judge_answers a on a.build_id = b.id
          where b.created_at < ${since} and a.created_at >= ${since})
      select part, ${SUMMED_USAGE} as usage from used group by part`,
  );
  return {
    span,
    parts: PARTS.map((part) => ({
      part,
      usage: rows.find((row) => row.part === part)?.usage ?? NO_USAGE,
    })),
  };
}
