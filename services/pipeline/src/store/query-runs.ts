/**
 * The runs of a build: one row per accepted query and sample, made before the first run is asked for. It holds the last
 * attempt at it; all attempts are rows of their own.
 */

import { InitialState } from '@nex/core';
import { execute, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { StageCount } from './stages.ts';

export interface NewQueryRun {
  queryId: string;
  queryIndex: number;
  sampleIndex: number;
  seed: number;
}

/** Adds the rows that are missing. */
export async function insertQueryRuns(
  tx: Queryable,
  buildId: string,
  rows: readonly NewQueryRun[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.query_runs (build_id, query_id, query_index, sample_index, seed, state)
      select ${buildId}, row.query_id, row.query_index, row.sample_index, row.seed, 'queued'
      from unnest(${rows.map((row) => row.queryId)}::text[], ${rows.map((row) => row.queryIndex)}::int[],
        ${rows.map((row) => row.sampleIndex)}::int[], ${rows.map((row) => row.seed)}::bigint[])
        as row (query_id, query_index, sample_index, seed)
      on conflict (query_id, sample_index) do nothing`,
  );
}

const UnfinishedRun = z.object({
  query_id: z.string(),
  sample_index: z.number().int(),
  seed: z.coerce.number(),
  attempt: z.number().int(),
  run_id: z.string().nullable(),
  not_before: z.date().nullable(),
  /** What was set aside for an attempt that was dispatched; null without a budget. */
  reserved_tokens: z.number().nullable(),
  reserved_cost_usd: z.number().nullable(),
  text: z.string(),
  initial_state: InitialState.nullable(),
  /** Servers whose state verifiers look at; those of the initial state, too, when one is a script. */
  captured: z.array(z.string()),
});
export type UnfinishedRun = z.output<typeof UnfinishedRun>;

/** Runs that are not terminal, in order of query and sample. */
export async function readUnfinishedRuns(db: Queryable, buildId: string): Promise<UnfinishedRun[]> {
  return many(
    db,
    UnfinishedRun,
    sql`select run.query_id, run.sample_index, run.seed, run.attempt, run.run_id, run.not_before, one.reserved_tokens,
        one.reserved_cost_usd, query.text,
        coalesce(task.task->'initialState', query.initial_state) as initial_state,
        array(select verifier->>'server' from jsonb_array_elements(task.task->'verifiers') verifier
            where verifier->>'kind' = 'final_state'
          union select jsonb_object_keys(task.task->'initialState') where exists (
            select from jsonb_array_elements(task.task->'verifiers') verifier where verifier->>'kind' = 'script')
          order by 1) as captured
      from pipeline.query_runs run join pipeline.queries query on query.id = run.query_id
        left join pipeline.run_attempts one on one.query_id = run.query_id and one.sample_index = run.sample_index
          and one.attempt = run.attempt
        left join pipeline.tasks task on task.build_id = query.build_id and task.index = query.index
      where run.build_id = ${buildId} and run.state in ('queued', 'running')
      order by run.query_index, run.sample_index`,
  );
}

/** Ends what the runtime was never asked for. */
export async function cancelUndispatched(
  tx: Queryable,
  buildId: string,
  because: 'cancelled' | 'budget' = 'cancelled',
): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.query_runs set state = 'cancelled', stop_reason = ${because}, outcome = ${because}
      where build_id = ${buildId} and run_id is null and state = 'queued'`,
  );
}

const Count = z.object({ done: z.number().int(), total: z.number().int() });

export async function countRuns(db: Queryable, buildId: string): Promise<StageCount> {
  const count = await maybeOne(
    db,
    Count,
    sql`select count(*) filter (where state not in ('queued', 'running'))::int as done, count(*)::int as total
      from pipeline.query_runs where build_id = ${buildId}`,
  );
  return count ?? { done: 0, total: 0 };
}
