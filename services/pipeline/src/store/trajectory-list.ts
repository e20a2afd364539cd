/** The runs of a build with what became of each, by query and sample. */
import { BuildTrajectory, strangeCursor, type TrajectoryQuery } from '@nex/core';
import { many, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { flagsOf } from './selections.ts';

const Row = BuildTrajectory.omit({ query: true }).extend({ query: z.string().nullable() });

/** The cursor is the place of the last run of the page before, as `<query>.<sample>`. */
export async function listTrajectories(
  db: Queryable,
  build: { id: string; redacted: boolean },
  { limit, cursor, reason, verdict }: TrajectoryQuery,
): Promise<{ items: BuildTrajectory[]; nextCursor: string | null }> {
  const [query, sample] = placeOf(cursor);
  const conditions = [
    reason === undefined ? undefined : sql`(s.reason = ${reason} or ${reason} = any(f.flags))`,
    verdict === undefined ? undefined : VERDICTS[verdict],
  ];
  const where = conditions.reduce<Sql>((all, one) => (one ? sql`${all} and ${one}` : all), sql`true`);
  const rows = await many(
    db,
    Row,
    sql`select coalesce(run.run_id, '') as "runId", run.build_id as "buildId", run.query_id as "queryId",
        run.query_index as "queryIndex", run.sample_index as "sampleIndex", s.kept, coalesce(s.reason, '') as reason,
        ${build.redacted ? sql`null` : sql`q.text`} as query, f.flags
      from pipeline.query_runs run join pipeline.queries q on q.id = run.query_id
        left join pipeline.selections s on s.query_id = run.query_id and s.sample_index = run.sample_index
        cross join lateral (select coalesce(array_agg(distinct flag.reason), '{}') as flags
          from (${flagsOf(sql`${build.id}`)}) flag
          where flag.run_id = run.run_id and flag.reason is distinct from s.reason) f
      where run.build_id = ${build.id} and (run.query_index, run.sample_index) > (${query}::int, ${sample}::int)
        and ${where}
      order by run.query_index, run.sample_index limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit).map(({ query: asked, ...row }) => ({
    ...row,
    ...(asked !== null && { query: asked }),
  }));
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? `${last.queryIndex}.${last.sampleIndex}` : null };
}

const VERDICTS: Record<NonNullable<TrajectoryQuery['verdict']>, Sql> = {
  keep: sql`s.kept and f.flags = '{}'`,
  flag: sql`s.kept and f.flags <> '{}'`,
  drop: sql`not s.kept`,
};

function placeOf(cursor: string | undefined): [query: number, sample: number] {
  if (cursor === undefined) return [-1, -1];
  const [, query, sample] = /^(\d{1,9})\.(\d{1,4})$/.exec(cursor) ?? [];
  if (query !== undefined && sample !== undefined) return [Number(query), Number(sample)];
  throw strangeCursor();
}
