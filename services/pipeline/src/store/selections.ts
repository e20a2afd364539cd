/**
 * Which runs are kept. A run is dropped for the first reason against it, in the order of the stages that look; the
 * outcome depends on the rows alone, so it can be found out again whenever they change.
 */

import { execute, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import { CHECKS, HEADS, judgeName } from '@nex/quality';
import * as z from 'zod';
import type { BuildSpec } from './build-row.ts';
import { DUPLICATE_REASON, droppingKinds } from './duplicates.ts';
import type { StageCount } from './stages.ts';

/** Reasons beside those of checks and judges. */
export const NO_TRAJECTORY = 'no_trajectory';
/** Before the outcome of a run that did not complete. */
const OUTCOME_PREFIX = 'run_';
export const NOT_PASSED = 'verifier_not_passed';
export const NOT_VERIFIED = 'verifier_broken';
export const CONTAMINATED = 'contaminated';

/** Persons and stages that may speak against a run, in the order in which their reasons count. */
export const REASON_STAGES = [
  'review',
  'run-agents',
  'check',
  'verify',
  'decontaminate',
  'judge',
  'deduplicate',
] as const;
export type ReasonStage = (typeof REASON_STAGES)[number];

const CHECK_ORDER = CHECKS.map(({ name }) => name);
const HEAD_ORDER = HEADS.map(judgeName);

/** Of each stage: `(place, by, reason)` against the trajectory `t`, by what the build asked for. */
const AGAINST: Record<ReasonStage, (spec: BuildSpec) => Sql | undefined> = {
  review: () => sql`select 0, 'review', 'review' from pipeline.standing_reviews d
    where d.build_id = t.build_id and d.item_id in (t.run_id, t.query_id) and d.decision = 'reject'
    limit 1`,
  'run-agents': () => sql`select 0, '', ${OUTCOME_PREFIX}::text || r.outcome from pipeline.query_runs r
    where r.run_id = t.run_id and r.outcome <> 'completed'`,
  check:
    () => sql`select array_position(${CHECK_ORDER}::text[], v.check_name) as place, v.check_name as by, v.reason
    from pipeline.current_verdicts v where v.run_id = t.run_id and v.verdict = 'drop' and v.model = ''`,
  verify: ({ keepVerified }) =>
    keepVerified === 'all'
      ? undefined
      : sql`select 0, 'verifiers', case when r.passed is null then ${NOT_VERIFIED} else ${NOT_PASSED} end
        from pipeline.run_rewards r
        where r.build_id = t.build_id and r.run_id = t.run_id and r.passed is not true`,
  decontaminate: ({ quality }) =>
    quality?.decontamination?.onOverlap === 'drop'
      ? sql`select 0, min(c.benchmark), ${CONTAMINATED} from pipeline.contaminations c where c.run_id = t.run_id
          having count(*) > 0`
      : undefined,
  judge: () => sql`select array_position(${HEAD_ORDER}::text[], v.check_name), v.check_name, v.reason
    from pipeline.current_verdicts v where v.run_id = t.run_id and v.verdict = 'drop' and v.model <> ''`,
  deduplicate: ({
    quality,
  }) => sql`select array_position(${droppingKinds(quality)}::text[], d.kind), d.cluster,
      ${DUPLICATE_REASON} from pipeline.duplicates d
    where d.run_id = t.run_id and not d.original and d.kind = any(${droppingKinds(quality)}::text[])`,
};

/**
 * Every reason against the trajectory `t` of the statement around it, as `(source, stage, place, by, reason)`; the first by
 * source and place is the one that counts. `through`: the last stage that is asked, by default all.
 */
export function reasonsAgainst(spec: BuildSpec, through: ReasonStage = 'deduplicate'): Sql {
  const asked = REASON_STAGES.slice(0, REASON_STAGES.indexOf(through) + 1);
  const selects = asked.flatMap((stage, source) => {
    const against = AGAINST[stage](spec);
    return against
      ? [
          sql`select ${source}::int as source, ${stage}::text as stage, found.place, found.by, found.reason
            from (${against}) as found (place, by, reason)`,
        ]
      : [];
  });
  return selects.reduce((all, one) => sql`${all} union all ${one}`);
}

/**
 * Decides over every run of the build, again over those that were decided. A run that did not complete is dropped for its outcome,
 * and one without a trajectory.
 */
export async function insertSelections(
  tx: Queryable,
  { id, spec }: { id: string; spec: BuildSpec },
): Promise<void> {
  await execute(
    tx,
    sql`with decided as (
        select run.query_id, run.sample_index, coalesce(run.run_id, '') as run_id,
          case when run.outcome <> 'completed' then ${OUTCOME_PREFIX} || run.outcome
            when t.run_id is null then ${NO_TRAJECTORY} else coalesce((
            select a.reason from (${reasonsAgainst(spec)}) a order by a.source, a.place limit 1), '') end as reason
        from pipeline.query_runs run left join pipeline.trajectories t on t.run_id = run.run_id
        where run.build_id = ${id}
      )
      insert into pipeline.selections (query_id, sample_index, build_id, run_id, kept, reason)
      select query_id, sample_index, ${id}, run_id, reason = '', reason from decided
      on conflict (query_id, sample_index) do update set run_id = excluded.run_id, kept = excluded.kept,
        reason = excluded.reason
      where (selections.run_id, selections.kept, selections.reason) is distinct from
        (excluded.run_id, excluded.kept, excluded.reason)`,
  );
}

/** What was found odd in the build's trajectories without dropping them, as `(run_id, reason)`, perhaps twice. */
export function flagsOf(buildId: Sql): Sql {
  return sql`select v.run_id, v.reason from pipeline.current_verdicts v where v.build_id = ${buildId} and v.verdict = 'flag'
    union all select d.run_id, ${DUPLICATE_REASON} from pipeline.duplicates d
      where d.build_id = ${buildId} and not d.original
    union all select c.run_id, ${CONTAMINATED} from pipeline.contaminations c where c.build_id = ${buildId}`;
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
