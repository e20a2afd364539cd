/** Verdicts: what each check said of each trajectory. */
import type { Verdict } from '@nex/core';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { StageCount } from './stages.ts';

type Versioned = { name: string; version: number };

/** Rows `(name, version)` under the alias `c`. */
const asRows = (checks: readonly Versioned[]) =>
  sql`unnest(${checks.map(({ name }) => name)}::text[], ${checks.map(({ version }) => version)}::int[]) as c (name, version)`;

const Unjudged = z.object({
  run_id: z.string(),
  content: z.instanceof(Uint8Array),
  /** Checks that have not judged it at their version. */
  missing: z.array(z.string()),
});

/** Trajectories that some of the checks have not judged at their version: a page after `after` in order of run. */
export async function readUnjudged(
  db: Queryable,
  buildId: string,
  checks: readonly Versioned[],
  after: string,
  limit: number,
) {
  return many(
    db,
    Unjudged,
    sql`select t.run_id, t.content, open.missing from pipeline.trajectories t cross join lateral (
        select array_agg(c.name) as missing from ${asRows(checks)} where not exists (
          select from pipeline.verdicts v
          where v.run_id = t.run_id and v.check_name = c.name and v.version = c.version)
      ) open
      where t.build_id = ${buildId} and t.run_id > ${after} and open.missing is not null
      order by t.run_id limit ${limit}`,
  );
}

const Pending = z.object({ name: z.string(), version: z.number().int(), trajectories: z.number().int() });

/** How many trajectories each check has still to judge at its version; checks without any are left out. */
export async function countPending(db: Queryable, buildId: string, checks: readonly Versioned[]) {
  return many(
    db,
    Pending,
    sql`select c.name, c.version, count(*)::int as trajectories
      from ${asRows(checks)} cross join pipeline.trajectories t
      where t.build_id = ${buildId} and not exists (
        select from pipeline.verdicts v where v.run_id = t.run_id and v.check_name = c.name and v.version = c.version)
      group by c.name, c.version order by c.name`,
  );
}

/** Writes the verdicts of one trajectory, all or none: the caller's transaction. */
export async function insertVerdicts(
  tx: Queryable,
  buildId: string,
  runId: string,
  verdicts: readonly Verdict[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.verdicts (run_id, build_id, check_name, version, verdict, reason, evidence)
      select ${runId}, ${buildId}, v."check", v.version, v.verdict, v.reason, v.evidence
      from jsonb_to_recordset(${json(verdicts)}::jsonb)
        as v ("check" text, version int, verdict text, reason text, evidence jsonb)
      on conflict do nothing`,
  );
}

const Count = z.object({ done: z.number().int(), total: z.number().int() });

/** Trajectories that every check has judged at its version. */
export async function countJudged(
  db: Queryable,
  buildId: string,
  { checks }: { checks: readonly Versioned[] },
): Promise<StageCount> {
  const count = await maybeOne(
    db,
    Count,
    sql`select (select count(*) from (
          select v.run_id from pipeline.verdicts v
            join ${asRows(checks)} on c.name = v.check_name and c.version = v.version
          where v.build_id = ${buildId} group by v.run_id having count(*) = ${checks.length}
        ) judged)::int as done,
      (select count(*) from pipeline.trajectories where build_id = ${buildId})::int as total`,
  );
  return count ?? { done: 0, total: 0 };
}
