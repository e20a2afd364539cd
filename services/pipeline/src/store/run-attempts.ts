/**
 * Attempts at runs. The runtime is asked for an attempt only when its row is there, and an attempt that ends changes the
 * run that it is of in the same statement: it counts, or another one is due.
 */
import { type Failure, mayPass, outcomeOf } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import type { RunEnd } from '@nex/rpc';
import * as z from 'zod';
import type { UnfinishedRun } from './query-runs.ts';

export interface Dispatched {
  query_id: string;
  sample_index: number;
  reserved_tokens: number | null;
  reserved_cost_usd: number | null;
}

/** Notes that the runtime is about to be asked for the rows' runs: from here on a run may exist that no row names. */
export async function noteDispatched(tx: Queryable, rows: readonly Dispatched[]): Promise<void> {
  await execute(
    tx,
    sql`with dispatched as (
        update pipeline.query_runs run set state = 'running'
        from unnest(${rows.map((row) => row.query_id)}::text[], ${rows.map((row) => row.sample_index)}::int[],
            ${rows.map((row) => row.reserved_tokens)}::float8[], ${rows.map((row) => row.reserved_cost_usd)}::float8[])
          as row (query_id, sample_index, tokens, cost_usd)
        where run.query_id = row.query_id and run.sample_index = row.sample_index and run.state = 'queued'
        returning run.build_id, run.query_id, run.sample_index, run.attempt, row.tokens, row.cost_usd)
      insert into pipeline.run_attempts (build_id, query_id, sample_index, attempt, state, reserved_tokens,
        reserved_cost_usd)
      select build_id, query_id, sample_index, attempt, 'running', tokens, cost_usd from dispatched`,
  );
}

/** Notes which runs the runtime made for the rows, by query and sample. */
export async function noteStarted(
  tx: Queryable,
  started: readonly { queryId: string; sampleIndex: number; runId: string; traceId: string }[],
): Promise<void> {
  await execute(
    tx,
    sql`with named as (
        update pipeline.query_runs run set run_id = row.run_id, trace_id = row.trace_id, state = 'running'
        from unnest(${started.map((row) => row.queryId)}::text[], ${started.map((row) => row.sampleIndex)}::int[],
          ${started.map((row) => row.runId)}::text[], ${started.map((row) => row.traceId)}::text[])
          as row (query_id, sample_index, run_id, trace_id)
        where run.query_id = row.query_id and run.sample_index = row.sample_index and run.run_id is null
        returning run.query_id, run.sample_index, run.attempt, run.run_id, run.trace_id)
      update pipeline.run_attempts one set run_id = named.run_id, trace_id = named.trace_id
      from named where one.query_id = named.query_id and one.sample_index = named.sample_index
        and one.attempt = named.attempt`,
  );
}

export interface RetryRule {
  /** Attempts after the first. */
  retries: number;
  /** Before the second attempt; doubles each time. */
  delayMs: number;
}

export const NO_RETRY: RetryRule = { retries: 0, delayMs: 0 };

const Retried = z.object({ attempt: z.number().int(), not_before: z.date() });
export type Retried = z.output<typeof Retried>;

/** The attempt that is due, when the run is to be made again. An end that is known already changes nothing. */
export async function noteEnded(
  tx: Queryable,
  end: RunEnd,
  { retries, delayMs }: RetryRule,
): Promise<Retried | undefined> {
  const outcome = outcomeOf(end);
  const again = mayPass(end);
  return maybeOne(
    tx,
    Retried,
    sql`with ended as (
        update pipeline.run_attempts set state = ${end.state}, outcome = ${outcome}, stop_reason = ${end.stopReason},
          failure = ${end.failure ? json(end.failure) : null}::jsonb, trace_id = ${end.traceId},
          usage = ${json(end.usage)}, started_at = ${end.startedAt ?? null}::timestamptz,
          finished_at = coalesce(${end.finishedAt ?? null}::timestamptz, now())
        where run_id = ${end.runId} and state = 'running'
        returning query_id, sample_index, attempt, ${again}::boolean and attempt <= ${retries}::int as again
      ), settled as (
        update pipeline.query_runs run set
          state = case when ended.again then 'queued' else ${end.state} end,
          run_id = case when ended.again then null else run.run_id end,
          outcome = case when ended.again then null else ${outcome} end,
          stop_reason = case when ended.again then null else ${end.stopReason} end,
          trace_id = ${end.traceId}, usage = ${json(end.usage)},
          attempt = case when ended.again then run.attempt + 1 else run.attempt end,
          not_before = case when ended.again
            then now() + ${delayMs}::float8 * 2 ^ (ended.attempt - 1) * interval '1 millisecond' end
        from ended where run.query_id = ended.query_id and run.sample_index = ended.sample_index
          and run.attempt = ended.attempt
        returning run.attempt, run.not_before, ended.again)
      select attempt, not_before from settled where again`,
  );
}

/** Ends, as cancelled, an attempt that has no run because the runtime refused to make it. */
export async function noteRefused(
  tx: Queryable,
  { query_id: queryId, sample_index: sampleIndex, attempt }: UnfinishedRun,
  failure: Failure,
): Promise<void> {
  await execute(
    tx,
    sql`with ended as (
        update pipeline.run_attempts set state = 'cancelled', outcome = 'cancelled', stop_reason = 'cancelled',
          failure = ${json(failure)}, finished_at = now()
        where query_id = ${queryId} and sample_index = ${sampleIndex} and attempt = ${attempt} and run_id is null
          and state = 'running'
        returning query_id, sample_index)
      update pipeline.query_runs run set state = 'cancelled', outcome = 'cancelled', stop_reason = 'cancelled'
      from ended where run.query_id = ended.query_id and run.sample_index = ended.sample_index`,
  );
}
