/** Verdicts: what each check said of each trajectory. */
import type { Verdict } from '@nex/core';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { StageCount } from './stages.ts';

const Unjudged = z.object({ run_id: z.string(), content: z.instanceof(Uint8Array) });

/** Some trajectories that have no verdict yet, at most `limit`. */
export async function readUnjudged(db: Queryable, buildId: string, limit: number) {
  return many(
    db,
    Unjudged,
    sql`select run_id, content from pipeline.trajectories t where build_id = ${buildId}
        and not exists (select from pipeline.verdicts v where v.run_id = t.run_id)
      order by run_id limit ${limit}`,
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

export async function countJudged(db: Queryable, buildId: string): Promise<StageCount> {
  const count = await maybeOne(
    db,
    Count,
    sql`select (select count(distinct run_id) from pipeline.verdicts where build_id = ${buildId})::int as done,
      (select count(*) from pipeline.trajectories where build_id = ${buildId})::int as total`,
  );
  return count ?? { done: 0, total: 0 };
}
