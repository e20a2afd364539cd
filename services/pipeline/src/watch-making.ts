/** What the rows say of builds and rollouts at each collection. Every process tells the same of them. */
import type { Metrics } from '@nex/core';
import { many, type Pool, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Ledger } from './budget/ledger.ts';

const Counted = z.object({ state: z.string(), count: z.number().int() });

/** @param budgets Of the builds that this process is at. */
export function watchMaking(metrics: Metrics, pool: Pool, budgets: ReadonlySet<Ledger>): Disposable {
  const stack = new DisposableStack();
  const read = async (statement: ReturnType<typeof sql>, states: readonly string[]) => {
    const rows = await many(pool, Counted, statement);
    return states.map((state) => ({
      value: rows.find((row) => row.state === state)?.count ?? 0,
      labels: { state },
    }));
  };
  stack.use(
    metrics.watch('nex_builds', () =>
      read(
        sql`select state, count(*)::int as count from pipeline.builds
          where state in ('queued', 'running', 'paused') group by state`,
        ['queued', 'running', 'paused'],
      ),
    ),
  );
  stack.use(
    metrics.watch('nex_rollout_leases', () =>
      read(
        sql`select case when leased_until > clock_timestamp() then 'open' else 'stale' end as state,
            count(distinct lease_id)::int as count
          from pipeline.trainer_trajectories where result is null and leased_until is not null group by 1`,
        ['open', 'stale'],
      ),
    ),
  );
  stack.use(
    metrics.watch('nex_rollout_records_waiting', async () => {
      const waiting = await many(
        pool,
        z.object({ count: z.number().int() }),
        sql`select count(*)::int as count from pipeline.trainer_trajectories
          where result is null and (leased_until is null or leased_until <= clock_timestamp())`,
      );
      return waiting.map(({ count }) => ({ value: count, labels: {} }));
    }),
  );
  stack.use(
    metrics.watch('nex_build_budget_used_ratio', () =>
      (['tokens', 'costUsd'] as const).map((part) => ({
        value: Math.max(0, ...[...budgets].map((ledger) => ledger.usedRatio(part))),
        labels: { limit: part === 'tokens' ? 'tokens' : 'usd' },
      })),
    ),
  );
  return stack;
}
