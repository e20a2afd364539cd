/** The runs that a stage looks at: those that nothing speaks against when it begins. */
import { execute, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { BuildSpec } from './build-row.ts';
import { type ReasonStage, reasonsAgainst } from './selections.ts';
import type { StageCount } from './stages.ts';

export interface StageRunsOptions {
  /** The last stage whose reasons count. */
  through: ReasonStage;
  /** Share that is drawn by the build's seed, the query and the sample. Default 1. */
  share?: number;
}

/** Fixes the runs of a stage. Those that are there stay as they are. */
export async function fixStageRuns(
  tx: Queryable,
  build: { id: string; spec: BuildSpec },
  stage: ReasonStage,
  { through, share = 1 }: StageRunsOptions,
): Promise<void> {
  const draw = sql`('x' || substr(md5(concat_ws('/', ${stage}::text, ${build.spec.seed}::text, run.query_index,
    run.sample_index)), 1, 8))::bit(32)::bigint`;
  await execute(
    tx,
    sql`insert into pipeline.stage_runs (build_id, stage, run_id)
      select t.build_id, ${stage}, t.run_id
      from pipeline.trajectories t join pipeline.query_runs run on run.run_id = t.run_id
      where t.build_id = ${build.id} and ${draw} < ${share * 2 ** 32}::double precision
        and not exists (select from (${reasonsAgainst(build.spec, through)}) against)
      on conflict do nothing`,
  );
}

const OpenRun = z.object({ run_id: z.string(), content: z.instanceof(Uint8Array) });
export type OpenRun = z.output<typeof OpenRun>;

/** Some runs that the stage has not done, in order of run after `after`. */
export async function readOpenRuns(
  db: Queryable,
  buildId: string,
  stage: ReasonStage,
  after: string,
  limit: number,
): Promise<OpenRun[]> {
  return many(
    db,
    OpenRun,
    sql`select s.run_id, t.content from pipeline.stage_runs s join pipeline.trajectories t on t.run_id = s.run_id
      where s.build_id = ${buildId} and s.stage = ${stage} and not s.done and s.run_id > ${after}
      order by s.run_id limit ${limit}`,
  );
}

export async function endStageRun(
  tx: Queryable,
  buildId: string,
  stage: ReasonStage,
  runId: string,
): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.stage_runs set done = true
      where build_id = ${buildId} and stage = ${stage} and run_id = ${runId}`,
  );
}

const Count = z.object({ done: z.number().int(), total: z.number().int() });

export function countStageRuns(stage: ReasonStage) {
  return async (db: Queryable, buildId: string): Promise<StageCount> => {
    const count = await maybeOne(
      db,
      Count,
      sql`select count(*) filter (where done)::int as done, count(*)::int as total
        from pipeline.stage_runs where build_id = ${buildId} and stage = ${stage}`,
    );
    return count ?? { done: 0, total: 0 };
  };
}
