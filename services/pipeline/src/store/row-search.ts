/** The rows of a version that a filter finds, a page of them or counted. */
import type { RowFilter } from '@nex/core';
import { many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { membersAt, type RowPlace } from './data-set-diff.ts';
import { searchQueryOf } from './search-text.ts';

export interface VersionOf {
  dataSetId: string;
  version: number;
}

const Member = z.object({
  row_id: z.string(),
  run_id: z.string(),
  query_id: z.string(),
  query_index: z.number().int(),
  sample_index: z.number().int(),
  kept: z.boolean(),
  reason: z.string(),
  decided_by: z.string(),
  flags: z.array(z.string()),
  reward: z.number().nullable(),
  text: z.string(),
  difficulty: z.string(),
  language: z.string(),
  problem_type: z.array(z.string()),
});
export type Member = z.output<typeof Member>;

/** In order of query and sample, after the given place or so many rows. */
export async function listMembers(
  db: Queryable,
  of: VersionOf,
  page: { limit: number; after: RowPlace; offset?: number | undefined },
  filter: RowFilter = {},
): Promise<Member[]> {
  const [queryIndex, sampleIndex] = page.after;
  return many(
    db,
    Member,
    sql`select m.row_id, m.run_id, m.query_id, q.index as query_index, m.sample_index, m.kept, m.reason, m.decided_by,
        m.flags, m.reward, q.text, q.difficulty, q.language, q.problem_type
      ${found(of, filter)} and (q.index, m.sample_index) > (${queryIndex}, ${sampleIndex})
      order by q.index, m.sample_index limit ${page.limit} offset ${page.offset ?? 0}`,
  );
}

const Counts = z.record(z.string(), z.number());
const Counted = z.object({
  rows: z.number(),
  kept: z.number(),
  reason: Counts,
  flag: Counts,
  difficulty: Counts,
  language: Counts,
  problem_type: Counts,
});

/** Labels, joined as in the account of a data set's composition. */
export const LABELS = sql`(select string_agg(label, ' › ' order by place)
  from jsonb_array_elements_text(q.problem_type) with ordinality as labels (label, place))`;
const MAX_PROBLEM_TYPES = 200;

export async function countMembers(
  db: Queryable,
  of: VersionOf,
  filter: RowFilter,
): Promise<z.output<typeof Counted>> {
  const counted = (
    column: Sql,
    where = sql``,
  ) => sql`(select coalesce(jsonb_object_agg(name, rows), '{}') from (
    select ${column} as name, count(*) as rows from found ${where} group by 1) counted)`;
  const row = await maybeOne(
    db,
    Counted,
    sql`with found as materialized (
        select m.kept, m.reason, m.flags, q.difficulty, q.language, ${LABELS} as labels ${found(of, filter)}
      )
      select (select count(*)::int from found) as rows, (select count(*)::int from found where kept) as kept,
        ${counted(sql`reason`, sql`where not kept`)} as reason,
        (select coalesce(jsonb_object_agg(name, rows), '{}') from (
          select split_part(flag, '@', 1) as name, count(*) as rows from found, unnest(flags) flag group by 1) flags) as flag,
        ${counted(sql`difficulty`)} as difficulty, ${counted(sql`language`)} as language,
        (select coalesce(jsonb_object_agg(name, rows), '{}') from (
          select labels as name, count(*) as rows from found where labels is not null
          group by 1 order by 2 desc, 1 limit ${MAX_PROBLEM_TYPES}) types) as problem_type`,
  );
  return row ?? { rows: 0, kept: 0, reason: {}, flag: {}, difficulty: {}, language: {}, problem_type: {} };
}

/** `from` and `where`: the members `m` with their queries `q`. */
function found({ dataSetId, version }: VersionOf, filter: RowFilter): Sql {
  const { q, kept, reason, flag, difficulty, language, problemType, persona } = filter;
  const conditions = [
    q !== undefined &&
      sql`exists (select from pipeline.trajectories t where t.run_id = m.run_id
        and t.search @@ websearch_to_tsquery('simple', ${searchQueryOf(q)}))`,
    kept !== undefined && sql`m.kept = ${kept === 'true'}`,
    reason !== undefined && sql`m.reason = ${reason}`,
    flag !== undefined &&
      sql`exists (select from unnest(m.flags) flag where split_part(flag, '@', 1) = ${flag})`,
    difficulty !== undefined && sql`q.difficulty = ${difficulty}`,
    language !== undefined && sql`q.language = ${language}`,
    problemType !== undefined && sql`starts_with(${LABELS} || ' › ', ${`${problemType} › `})`,
    persona !== undefined && sql`q.persona = ${persona}`,
  ];
  const where = conditions.reduce<Sql>((all, one) => (one ? sql`${all} and ${one}` : all), sql`true`);
  return sql`from ${membersAt(dataSetId, version)} m join pipeline.queries q on q.id = m.query_id where ${where}`;
}
