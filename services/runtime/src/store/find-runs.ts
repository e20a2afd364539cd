/** Runs for callers: one by id, several by id, pages of the newest. */
import { NexError, type RunQuery } from '@nex/core';
import { madeWithin, many, maybeOne, prepared, type Queryable, type Sql, sql } from '@nex/postgres';
import { type RunView, RunWithUsage, toRun } from '../runs/run-view.ts';
import { RUN_COLUMNS, RunRow, TERMINAL } from './run-row.ts';

/** The usage of a run and all runs below it, beside its row. */
const TREE_USAGE: Sql = sql`(
  with recursive below as (
    select b.* from runtime.runs b where b.id = r.id
    union all
    select c.* from runtime.runs c join below on c.parent_run_id = below.id)
  select jsonb_build_object('inputTokens', sum(input_tokens), 'outputTokens', sum(output_tokens),
    'cachedInputTokens', sum(cached_input_tokens), 'reasoningTokens', sum(reasoning_tokens),
    'modelCalls', sum(model_calls)) ||
    jsonb_strip_nulls(jsonb_build_object('cacheWriteTokens', nullif(sum(cache_write_tokens), 0),
      'throttledCalls', nullif(sum(throttled_calls), 0),
      'costUsd', sum(cost_usd))) from below) as tree_usage`;

/** The cassette of a run's tree, beside its row. Only strict runs can miss something. */
const CASSETTE: Sql = sql`(
  select jsonb_build_object('name', h.cassette, 'mode', h.mode, 'missing', case when h.mode = 'strict' then (
    select count(distinct (m.run_id, m.call_id)) from runtime.runs b join runtime.messages m on m.run_id = b.id
      where b.root_run_id = h.run_id and m.call_id is not null
        and m.message->'content'->0->>'errorKind' = 'not_recorded') else 0 end)
  from runtime.run_handlings h where h.run_id = r.root_run_id and h.cassette is not null) as cassette`;

async function select(on: Queryable, rest: Sql, prepare = (query: Sql) => query): Promise<RunView[]> {
  const query = sql`select ${RUN_COLUMNS}, ${TREE_USAGE}, ${CASSETTE} from runtime.runs r ${rest}`;
  const rows = await many(on, RunWithUsage, prepare(query));
  return rows.map((row) => ({
    ...toRun(row, row.tree_usage),
    ...(row.cassette && { cassette: row.cassette }),
  }));
}

/** Throws `not_found`. */
export async function findRun(on: Queryable, id: string): Promise<RunView> {
  const [run] = await select(on, sql`where r.id = ${id}`);
  if (run) return run;
  throw runNotFound(id);
}

/** The row as it is now. Throws `not_found`. */
export async function readRunRow(on: Queryable, id: string): Promise<RunRow> {
  const row = await maybeOne(on, RunRow, sql`select ${RUN_COLUMNS} from runtime.runs r where r.id = ${id}`);
  if (row) return row;
  throw runNotFound(id);
}

/** Runs below that one that are not at their end, the deepest first. */
export function findOpenBelow(on: Queryable, id: string): Promise<RunRow[]> {
  return many(
    on,
    RunRow,
    sql`with recursive below as (
      select * from runtime.runs where parent_run_id = ${id}
      union all
      select c.* from runtime.runs c join below on c.parent_run_id = below.id)
    select ${RUN_COLUMNS} from below r where r.state not in ${TERMINAL} order by r.depth desc, r.id desc`,
  );
}

/** Those that there are, in no order. */
export function findRuns(on: Queryable, ids: readonly string[]): Promise<RunView[]> {
  return select(on, sql`where r.id = any(${ids})`, prepared);
}

/** Those of the ids that are terminal. */
export function findTerminalRuns(on: Queryable, ids: readonly string[]): Promise<RunView[]> {
  return select(on, sql`where r.id = any(${ids}) and r.state in ${TERMINAL}`, prepared);
}

/** Root runs, newest first; the cursor is the id of the last run of the page before. */
export async function listRootRuns(
  on: Queryable,
  tenant: string,
  { limit, cursor, state, frameworkDigest, ...made }: RunQuery,
): Promise<{ items: RunView[]; nextCursor: string | null }> {
  const items = await select(
    on,
    sql`where r.tenant = ${tenant} and r.parent_run_id is null
      ${state === undefined ? sql`` : sql`and r.state = ${state}`}
      ${frameworkDigest === undefined ? sql`` : sql`and r.bundle_digest = ${frameworkDigest}`}
      ${cursor === undefined ? sql`` : sql`and r.id < ${cursor}`} ${madeWithin(sql`r.created_at`, made)}
      order by r.id desc limit ${limit + 1}`,
  );
  const more = items.length > limit;
  const page = items.slice(0, limit);
  return { items: page, nextCursor: more ? (page.at(-1)?.id ?? null) : null };
}

export function runNotFound(id: string): NexError {
  return new NexError('not_found', `There is no run ${id.slice(0, 80)}.`, {
    where: 'id',
    hint: 'GET /v1/runs lists the runs.',
  });
}
