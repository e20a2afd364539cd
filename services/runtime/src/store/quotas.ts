/** What tenants may use, and what of it they use. */
import type { RunQuotas } from '@nex/core';
import { execute, many, maybeOne, prepared, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { Count } from './run-row.ts';

/** In the place of those that were set before. */
export async function setQuotas(on: Queryable, tenant: string, quotas: RunQuotas): Promise<void> {
  const { concurrentRuns = null, queuedRuns = null, tokensPerDay = null } = quotas;
  await execute(
    on,
    sql`insert into runtime.tenant_quotas (tenant, concurrent_runs, queued_runs, tokens_per_day)
      values (${tenant}, ${concurrentRuns}, ${queuedRuns}, ${tokensPerDay})
      on conflict (tenant) do update set concurrent_runs = excluded.concurrent_runs,
        queued_runs = excluded.queued_runs, tokens_per_day = excluded.tokens_per_day`,
  );
}

const Limits = z.object({ queued_runs: Count.nullable(), tokens_per_day: Count.nullable(), queued: Count });

/** For a request to create runs; `undefined` for a tenant without quotas. */
export function readCreationLimits(on: Queryable, tenant: string) {
  return maybeOne(
    on,
    Limits,
    prepared(sql`select queued_runs, tokens_per_day, case when queued_runs is null then 0 else (
        select count(*) from runtime.runs where tenant = ${tenant} and state = 'queued' and parent_run_id is null) end as queued
      from runtime.tenant_quotas where tenant = ${tenant}`),
  );
}

/** Tokens of the trees whose root has this id or a later one. */
export async function sumTokens(on: Queryable, tenant: string, fromId: string): Promise<number> {
  const row = await maybeOne(
    on,
    z.object({ tokens: Count }),
    sql`select coalesce(sum(b.input_tokens + b.output_tokens), 0) as tokens
      from runtime.runs r join runtime.runs b on b.root_run_id = r.id
      where r.tenant = ${tenant} and r.parent_run_id is null and r.id >= ${fromId}`,
  );
  return row?.tokens ?? 0;
}

/** How many of the keys name runs of the tenant. */
export async function countKnownKeys(
  on: Queryable,
  tenant: string,
  keys: readonly string[],
): Promise<number> {
  const rows = await many(
    on,
    z.object({ idempotency_key: z.string() }),
    sql`select idempotency_key from runtime.runs where tenant = ${tenant} and idempotency_key = any(${[...keys]})`,
  );
  return rows.length;
}

/** Whether the tenant has as many runs at work as it may. A few more may begin at the very same time. */
export function hasAllAtWork(tenant: Sql): Sql {
  return sql`exists (select 1 from runtime.tenant_quotas q where q.tenant = ${tenant} and q.concurrent_runs <= (
    select count(*) from runtime.runs w
      where w.tenant = q.tenant and w.state = 'running' and w.parent_run_id is null))`;
}

const Next = z.object({ id: z.string(), traceparent: z.string(), wakes: Count, turn: Count });

/** The runs of a limited tenant that may begin now that one of its runs has ended. */
export function findWaiting(on: Queryable, endedRunId: string): Promise<z.output<typeof Next>[]> {
  return many(
    on,
    Next,
    sql`select n.id, n.traceparent, n.wakes, n.turn from runtime.runs r
      join runtime.tenant_quotas q on q.tenant = r.tenant and q.concurrent_runs is not null
      cross join lateral (
        select id, traceparent, wakes, turn from runtime.runs where tenant = r.tenant and state = 'queued'
          and parent_run_id is null order by turn limit 1) n
      where r.id = ${endedRunId}`,
  );
}
