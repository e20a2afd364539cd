/** What a build has used, by what it was for, counted from the rows. What uses money is a line of the table. */
import { Spending } from '@nex/core';
import { maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

/** What each judge used for the build `b`, one row per judge. */
export const JUDGE_USAGES: Sql = sql`select jsonb_strip_nulls(jsonb_build_object('inputTokens', input_tokens,
    'outputTokens', output_tokens, 'cachedInputTokens', cached_input_tokens, 'reasoningTokens', reasoning_tokens,
    'modelCalls', model_calls, 'throttledCalls', nullif(throttled_calls, 0), 'costUsd', cost_usd)) as usage
  from pipeline.judge_usage where build_id = b.id`;

/** Usages of one build, one per row; `b` is its row in `builds`. */
const USAGES: readonly Sql[] = [
  sql`select usage from pipeline.synthesis_calls where build_id = b.id`,
  sql`select forgotten_usage from pipeline.builds where id = b.id`,
  sql`select usage from pipeline.run_attempts where build_id = b.id`,
  sql`select usage from pipeline.verifications where build_id = b.id`,
  JUDGE_USAGES,
];

const ALL = USAGES.slice(1).reduce((all, one) => sql`${all} union all ${one}`, USAGES[0] ?? sql``);

/** An expression: tokens and money of everything that was used for the build `b`. */
export const SPENT: Sql = sql`(select jsonb_build_object(
    'tokens', coalesce(sum((usage->>'inputTokens')::bigint + (usage->>'outputTokens')::bigint), 0),
    'costUsd', coalesce(sum((usage->>'costUsd')::float8), 0)) from (${ALL}) used)`;

/** An expression: what is set aside for the runs of the build `b` that are at work. */
export const RESERVED: Sql = sql`(select jsonb_build_object('tokens', coalesce(sum(reserved_tokens), 0),
    'costUsd', coalesce(sum(reserved_cost_usd), 0)) from pipeline.run_attempts
  where build_id = b.id and state = 'running')`;

const Account = z.object({
  spent: Spending,
  runs: z.number().int(),
  run_tokens: z.number(),
  run_cost_usd: z.number(),
});

export interface BuildAccount {
  spent: Spending;
  /** Runs that ended by themselves, and what they used together. */
  runs: { count: number; used: Spending };
}

export async function readAccount(db: Queryable, buildId: string): Promise<BuildAccount> {
  const row = await maybeOne(
    db,
    Account,
    sql`select ${SPENT} as spent, count(a.run_id)::int as runs,
        coalesce(sum((a.usage->>'inputTokens')::float8 + (a.usage->>'outputTokens')::float8), 0) as run_tokens,
        coalesce(sum((a.usage->>'costUsd')::float8), 0) as run_cost_usd
      from pipeline.builds b left join pipeline.run_attempts a on a.build_id = b.id
        and a.outcome in ('completed', 'truncated', 'timeout', 'budget', 'policy')
      where b.id = ${buildId} group by b.id`,
  );
  if (!row) return { spent: { tokens: 0, costUsd: 0 }, runs: { count: 0, used: { tokens: 0, costUsd: 0 } } };
  return {
    spent: row.spent,
    runs: { count: row.runs, used: { tokens: row.run_tokens, costUsd: row.run_cost_usd } },
  };
}
