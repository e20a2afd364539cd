/** What verifiers found, and how hard queries are by it. */
import { type MeasuredDifficulty, Usage, type Verification } from '@nex/core';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { StageCount } from './stages.ts';

const Known = z.object({
  position: z.number().int(),
  kind: z.string(),
  version: z.number().int(),
  isBroken: z.boolean(),
  usage: Usage.nullable(),
});

/** What was verified of the run already, and what broke. */
export async function readVerified(db: Queryable, runId: string): Promise<z.output<typeof Known>[]> {
  return many(
    db,
    Known,
    sql`select position, kind, version, reward is null as "isBroken", usage
      from pipeline.verifications where run_id = ${runId}`,
  );
}

/** In the place of what broke before. */
export async function insertVerification(
  tx: Queryable,
  buildId: string,
  runId: string,
  found: Verification,
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.verifications (build_id, run_id, position, kind, version, reward, passed, evidence, failure,
        usage)
      values (${buildId}, ${runId}, ${found.position}, ${found.kind}, ${found.version}, ${found.reward},
        ${found.passed}, ${json(found.evidence)}, ${found.failure ? json(found.failure) : null}::jsonb,
        ${found.usage ? json(found.usage) : null}::jsonb)
      on conflict (build_id, run_id, position, kind, version) do update set reward = excluded.reward,
        passed = excluded.passed, evidence = excluded.evidence, failure = excluded.failure, usage = excluded.usage`,
  );
}

const Tally = z.object({ query_id: z.string(), samples: z.number().int(), passed: z.number().int() });

/** Of a `run` that neither its query nor its agents stopped: it says nothing of how hard the query is. */
const WAS_STOPPED = sql`(run.outcome in ('tool_fault', 'crash', 'cancelled')
  or run.outcome = 'model_fault' and run.stop_reason <> 'invalid_output')`;

/** Per query with verifiers: how many samples that nothing stopped have a reward, and how many of those passed. */
export async function readTallies(db: Queryable, buildId: string): Promise<z.output<typeof Tally>[]> {
  return many(
    db,
    Tally,
    sql`select t.query_id, count(*) filter (where r.passed is not null)::int as samples,
        count(*) filter (where r.passed)::int as passed
      from pipeline.run_rewards r join pipeline.trajectories t on t.run_id = r.run_id
        join pipeline.query_runs run on run.run_id = r.run_id
      where r.build_id = ${buildId} and ${WAS_STOPPED} is not true group by t.query_id order by t.query_id`,
  );
}

export async function saveMeasures(
  tx: Queryable,
  buildId: string,
  measures: readonly (MeasuredDifficulty & { queryId: string })[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.query_measures (query_id, build_id, difficulty, pass_rate, low, high, samples)
      select m."queryId", ${buildId}, m.difficulty, m."passRate", m.low, m.high, m.samples
      from jsonb_to_recordset(${json(measures)}::jsonb) as m ("queryId" text, difficulty text,
        "passRate" double precision, low double precision, high double precision, samples int)
      on conflict (query_id) do update set difficulty = excluded.difficulty, pass_rate = excluded.pass_rate,
        low = excluded.low, high = excluded.high, samples = excluded.samples`,
  );
}

const Count = z.object({ done: z.number().int(), total: z.number().int() });

type Versions = Readonly<Record<string, { version: number }>>;

/** Rows `(kind, version)` under the alias `of`. */
const asRows = (verifiers: Versions) =>
  sql`unnest(${Object.keys(verifiers)}::text[], ${Object.values(verifiers).map(({ version }) => version)}::int[])
    as of (kind, version)`;

const Pending = z.object({ kind: z.string(), version: z.number().int(), runs: z.number().int() });

/** How many rewards verifiers of each kind have still to give at their version; kinds without any are left out. */
export async function countUnverified(db: Queryable, buildId: string, verifiers: Versions) {
  return many(
    db,
    Pending,
    sql`select of.kind, of.version, count(*)::int as runs
      from pipeline.trajectories t
        join pipeline.queries q on q.id = t.query_id
        join pipeline.tasks task on task.build_id = q.build_id and task.index = q.index
        cross join lateral jsonb_array_elements(task.task->'verifiers') with ordinality as wanted (verifier, place)
        join ${asRows(verifiers)} on of.kind = wanted.verifier->>'kind'
      where t.build_id = ${buildId} and not exists (
        select from pipeline.verifications v where v.build_id = ${buildId} and v.run_id = t.run_id
          and v.position = wanted.place - 1 and v.kind = of.kind and v.version = of.version and v.reward is not null)
      group by of.kind, of.version order by of.kind`,
  );
}

/** Runs that have something of every verifier at its version, of those with verifiers. */
export async function countVerified(
  db: Queryable,
  buildId: string,
  { verifiers }: { verifiers: Versions },
): Promise<StageCount> {
  const count = await maybeOne(
    db,
    Count,
    sql`select count(*) filter (where found.positions >= jsonb_array_length(task.task->'verifiers'))::int as done,
        count(*)::int as total
      from pipeline.trajectories t
        join pipeline.queries q on q.id = t.query_id
        join pipeline.tasks task on task.build_id = q.build_id and task.index = q.index
        left join (select run_id, count(distinct position) as positions from pipeline.verifications v
            join ${asRows(verifiers)} on of.kind = v.kind and of.version = v.version
          where build_id = ${buildId} group by run_id) found on found.run_id = t.run_id
      where t.build_id = ${buildId} and jsonb_array_length(task.task->'verifiers') > 0`,
  );
  return count ?? { done: 0, total: 0 };
}
