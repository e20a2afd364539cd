/** Digests over what the stages of a build came to, by which two builds are compared. They depend on contents alone, on no id. */
import type { Recipe } from '@nex/core';
import { many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { readRowsDigest } from './data-set-members.ts';

const digest = (line: Sql, order: Sql): Sql =>
  sql`'sha256:' || encode(sha256(convert_to(coalesce(string_agg(${line}, E'\n' order by ${order}), ''), 'UTF8')), 'hex')`;

const Row = z.object({ queries: z.string(), runs: z.string(), collected: z.string(), decided: z.string() });

export async function readStageOutcomes(db: Queryable, buildId: string): Promise<Recipe['outcomes']> {
  const place = sql`run.query_index, run.sample_index`;
  const row = await maybeOne(
    db,
    Row,
    sql`select
      (select ${digest(sql`text_digest`, sql`index`)} from pipeline.queries
        where build_id = ${buildId} and state = 'accepted') as queries,
      (select ${digest(sql`concat_ws(' ', run.query_index, run.sample_index, run.outcome)`, place)}
        from pipeline.query_runs run where run.build_id = ${buildId}) as runs,
      (select ${digest(sql`t.digest`, place)} from pipeline.query_runs run
        join pipeline.trajectories t on t.run_id = run.run_id where run.build_id = ${buildId}) as collected,
      (select ${digest(sql`concat_ws(' ', run.query_index, run.sample_index, s.kept, s.reason)`, place)}
        from pipeline.query_runs run
          join pipeline.selections s on s.query_id = run.query_id and s.sample_index = run.sample_index
        where run.build_id = ${buildId}) as decided`,
  );
  return {
    'synthesize-queries': row?.queries ?? '',
    'run-agents': row?.runs ?? '',
    collect: row?.collected ?? '',
    filter: row?.decided ?? '',
    export: await readRowsDigest(db, buildId),
  };
}

/** As `name@version`, in order. */
export async function readPrompts(db: Queryable, buildId: string): Promise<string[]> {
  const rows = await many(
    db,
    z.object({ prompt: z.string() }),
    sql`select distinct question || '@' || prompt_version as prompt from pipeline.synthesis_calls
      where build_id = ${buildId} order by 1`,
  );
  return rows.map(({ prompt }) => prompt);
}
