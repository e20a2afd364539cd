/** The queries of a build with what was refused on the way to them, by index. */
import { QUERY_STATES, type QueriesQuery, type QueryRecord, strangeCursor } from '@nex/core';
import { many, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { readAttempts } from './listed-attempts.ts';
import { Refused } from './queries.ts';

const Row = z.object({
  id: z.string(),
  index: z.number().int(),
  state: z.enum(QUERY_STATES),
  text: z.string(),
  original_text: z.string().nullable(),
  persona: z.string(),
  problem_type: z.array(z.string()),
  difficulty: z.string(),
  language: z.string(),
  synthesizer: z.string(),
  replaces: z.number().int().nullable(),
  attempts: z.number().int(),
  rejection_reason: z.string().nullable(),
  refusals: z.array(Refused),
});

/** The cursor is the index of the last query of the page before. */
export async function listQueries(
  db: Queryable,
  build: { id: string; redacted: boolean },
  { limit, cursor, state, reason, runs }: QueriesQuery,
): Promise<{ items: QueryRecord[]; nextCursor: string | null }> {
  if (!/^\d{1,9}$/.test(cursor ?? '0')) throw strangeCursor();
  const conditions = [
    state === undefined ? undefined : sql`state = ${state}`,
    reason === undefined
      ? undefined
      : sql`(rejection_reason = ${reason} or refusals @> jsonb_build_array(jsonb_build_object('reason', ${reason}::text)))`,
  ];
  const where = conditions.reduce<Sql>((all, one) => (one ? sql`${all} and ${one}` : all), sql`true`);
  const rows = await many(
    db,
    Row,
    sql`select id, index, state, text, original_text, persona, problem_type, difficulty, language, synthesizer, replaces,
        attempts, rejection_reason, refusals
      from pipeline.queries where build_id = ${build.id} and index > ${Number(cursor ?? -1)}::int and ${where}
      order by index limit ${limit + 1}`,
  );
  const shown = rows.slice(0, limit);
  const ids = shown.map(({ id }) => id);
  const attempts = runs === 'true' ? await readAttempts(db, ids, build) : undefined;
  const items = shown.map((row) => ({
    ...itemOf(row, build),
    ...(attempts && { runs: attempts.get(row.id) ?? [] }),
  }));
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? String(last.queryIndex) : null };
}

function itemOf(
  row: z.output<typeof Row>,
  { id: buildId, redacted }: { id: string; redacted: boolean },
): QueryRecord {
  const { original_text: originalText, replaces, refusals } = row;
  return {
    queryId: row.id,
    buildId,
    queryIndex: row.index,
    state: row.state,
    ...(!redacted && { text: row.text }),
    ...(!redacted && originalText !== null && { originalText }),
    persona: row.persona,
    problemType: row.problem_type,
    difficulty: row.difficulty,
    language: row.language,
    synthesizer: row.synthesizer,
    ...(replaces !== null && { replaces }),
    attempts: row.attempts,
    reason: row.rejection_reason ?? '',
    refusals: refusals.map((refusal) => (redacted ? { reason: refusal.reason } : refusal)),
  };
}
