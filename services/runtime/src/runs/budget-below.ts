/** What a run below another may spend with all runs below it: its own share, out of its caller's. */
import { type Budget, createBudget } from '@nex/agent';
import { maybeOne, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { Count, type RunRow } from '../store/run-row.ts';

/** The caller's, when the limits say nothing of sub-agents. */
export async function budgetBelow({ pool }: Context, within: Budget, run: RunRow): Promise<Budget> {
  const { maxTokens, maxCostUsd } = run.limits.perSubAgent ?? {};
  if (maxTokens === undefined && maxCostUsd === undefined) return within;
  // What was used before is in the caller's already.
  const before =
    run.attempt > 1
      ? await maybeOne(
          pool,
          z.object({ tokens: Count, usd: z.number() }),
          sql`with recursive below as (
              select * from runtime.runs where id = ${run.id}
              union all
              select c.* from runtime.runs c join below on c.parent_run_id = below.id)
            select sum(input_tokens + output_tokens) as tokens, coalesce(sum(cost_usd), 0) as usd from below`,
        )
      : undefined;
  return createBudget({
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    spent: before?.tokens ?? 0,
    spentUsd: before?.usd ?? 0,
    within,
  });
}
