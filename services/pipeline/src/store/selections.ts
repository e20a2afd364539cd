/** Which runs are kept, and the first reason against each of the others. */
import { execute, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { StageCount } from './stages.ts';

/** Reasons beside those of the checks. */
export const NO_TRAJECTORY = 'no_trajectory';
export const DUPLICATE = 'duplicate';
export const NOT_PASSED = 'verifier_not_passed';
export const NOT_VERIFIED = 'verifier_broken';

/**
 * Decides over every run of the build, again over those that were decided. A run without a trajectory is dropped; then the
 * first check of `checkOrder` that drops gives the reason, then the verifiers do, unless failed runs are kept; of those that read the same in query and answer, the
 * first by query and sample is kept. The outcome depends on the rows alone.
 */
export async function insertSelections(
  tx: Queryable,
  buildId: string,
  checkOrder: readonly string[],
  keepFailed: boolean,
): Promise<void> {
  await execute(
    tx,
    sql`with judged as (
        select run.query_id, run.query_index, run.sample_index, coalesce(run.run_id, '') as run_id, t.answer_digest,
          case when t.run_id is null then ${NO_TRAJECTORY} else coalesce((
            select v.reason from pipeline.current_verdicts v where v.run_id = t.run_id and v.verdict = 'drop'
            order by array_position(${[...checkOrder]}::text[], v.check_name) limit 1),
            case when ${keepFailed} or reward.run_id is null or reward.passed then null
              when reward.passed is null then ${NOT_VERIFIED} else ${NOT_PASSED} end) end as reason
        from pipeline.query_runs run left join pipeline.trajectories t on t.run_id = run.run_id
          left join pipeline.run_rewards reward on reward.build_id = ${buildId} and reward.run_id = t.run_id
        where run.build_id = ${buildId}
      ), ranked as (
        select *, row_number() over (
          partition by answer_digest, reason is null order by query_index, sample_index) as place
        from judged
      ), decided as (
        select query_id, sample_index, run_id,
          case when reason is null and place > 1 then ${DUPLICATE} else coalesce(reason, '') end as reason
        from ranked
      )
      insert into pipeline.selections (query_id, sample_index, build_id, run_id, kept, reason)
      select query_id, sample_index, ${buildId}, run_id, reason = '', reason from decided
      on conflict (query_id, sample_index) do update set run_id = excluded.run_id, kept = excluded.kept,
        reason = excluded.reason
      where (selections.run_id, selections.kept, selections.reason) is distinct from
        (excluded.run_id, excluded.kept, excluded.reason)`,
  );
}

const Count = z.object({ done: z.number().int(), total: z.number().int() });

export async function countSelections(db: Queryable, buildId: string): Promise<StageCount> {
  const count = await maybeOne(
    db,
    Count,
    sql`select (select count(*)::int from pipeline.selections where build_id = ${buildId}) as done,
      (select count(*)::int from pipeline.query_runs where build_id = ${buildId}) as total`,
  );
  return count ?? { done: 0, total: 0 };
}
