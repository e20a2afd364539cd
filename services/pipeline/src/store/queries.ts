/** The queries of a build: one row per slot from its first draft on. */
import { Difficulty, InitialState, NO_USAGE, QUERY_STATES, Usage } from '@nex/core';
import { cleanText, execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { QuerySlot } from '../plan/plan-queries.ts';
import type { StageCount } from './stages.ts';
import { SUMMED_USAGE } from './summed-usage.ts';

/** A text that was refused in a slot. `rival`: the one that it was too much like. */
export const Refused = z.object({ reason: z.string(), text: z.string(), rival: z.string().optional() });
export type Refused = z.output<typeof Refused>;

const QueryDraftRow = z.object({
  id: z.string(),
  index: z.number().int(),
  state: z.enum(QUERY_STATES),
  /** Empty in state `drafted`: the last attempt was refused and another is due. */
  text: z.string(),
  text_digest: z.string(),
  rejection_reason: z.string().nullable(),
  refusals: z.array(Refused),
  attempts: z.number().int(),
  usage: Usage,
  /** What the query was made with: the slot's own, or rewritten. */
  persona: z.string(),
  original_text: z.string().nullable(),
  /** Files that its runs begin with. */
  initial_state: InitialState.nullable(),
  synthesizer: z.string(),
});
export type QueryDraftRow = z.output<typeof QueryDraftRow>;

/** In order of index. */
export async function readQueryDrafts(db: Queryable, buildId: string): Promise<QueryDraftRow[]> {
  return many(
    db,
    QueryDraftRow,
    sql`select id, index, state, text, text_digest, rejection_reason, refusals, attempts, usage,
        persona, original_text, initial_state, synthesizer
      from pipeline.queries where build_id = ${buildId} order by index`,
  );
}

/** Writes the row as it now stands. The slot's inputs are written once. */
export async function saveQuery(
  tx: Queryable,
  buildId: string,
  slot: QuerySlot,
  row: QueryDraftRow,
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.queries (id, build_id, index, persona, problem_type_id, leaf_id, problem_type, difficulty,
        language, seed, state, text, text_digest, rejection_reason, refusals, attempts, usage, seed_persona,
        tree_version, replaces, original_text, initial_state, synthesizer)
      values (${row.id}, ${buildId}, ${slot.index}, ${cleanText(row.persona)}, ${slot.problemTypeId}, ${slot.leafId},
        ${json(slot.path)}, ${slot.difficulty}, ${slot.language}, ${slot.seed}, ${row.state}, ${cleanText(row.text)},
        ${row.text_digest}, ${row.rejection_reason}, ${json(row.refusals)}, ${row.attempts}, ${json(row.usage)},
        ${cleanText(slot.persona)}, ${slot.treeVersion}, ${slot.replaces ?? null},
        ${row.original_text === null ? null : cleanText(row.original_text)},
        ${row.initial_state === null ? null : json(row.initial_state)}, ${row.synthesizer})
      on conflict (build_id, index) do update set state = excluded.state, text = excluded.text,
        text_digest = excluded.text_digest, rejection_reason = excluded.rejection_reason,
        refusals = excluded.refusals, attempts = excluded.attempts, usage = excluded.usage,
        persona = excluded.persona, original_text = excluded.original_text,
        initial_state = excluded.initial_state, synthesizer = excluded.synthesizer`,
  );
}

const AcceptedQuery = z.object({ id: z.string(), index: z.number().int(), seed: z.coerce.number() });

/** In order of index. */
export async function readAcceptedQueries(
  db: Queryable,
  buildId: string,
): Promise<z.output<typeof AcceptedQuery>[]> {
  return many(
    db,
    AcceptedQuery,
    sql`select id, index, seed from pipeline.queries where build_id = ${buildId} and state = 'accepted'
      order by index`,
  );
}

const Count = z.object({ done: z.number().int(), total: z.number().int() });

/** Of the slots that were asked for: a given-up one is done when none stands in for it, or the one that does is done. */
export async function countQueries(db: Queryable, buildId: string): Promise<StageCount> {
  const count = await maybeOne(
    db,
    Count,
    sql`select (select count(*) filter (where state <> 'drafted') - count(replaces) from pipeline.queries
          where build_id = build.id)::int as done,
        (spec->>'queries')::int as total from pipeline.builds build where id = ${buildId}`,
  );
  return count ?? { done: 0, total: 0 };
}

/** Exact counts per leaf: how often the plan drew it, and how many of those became queries. */
export async function writeProblemTypeCounts(
  tx: Queryable,
  buildId: string,
  drawn: ReadonlyMap<string, number>,
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.problem_type_counts (build_id, path_id, drawn, accepted)
      select ${buildId}, leaf.id, leaf.drawn, (select count(*) from pipeline.queries
        where build_id = ${buildId} and leaf_id = leaf.id and state = 'accepted')
      from unnest(${[...drawn.keys()]}::text[], ${[...drawn.values()]}::int[]) as leaf (id, drawn)
      on conflict (build_id, path_id) do update set drawn = excluded.drawn, accepted = excluded.accepted`,
  );
}

/** Forgets rejected slots, what stood in for them, and what was asked for both, so that they are tried anew. */
export async function deleteRejectedQueries(tx: Queryable, buildId: string): Promise<void> {
  const forgotten = sql`q.build_id = ${buildId} and (q.state = 'rejected' or q.replaces is not null)`;
  await execute(
    tx,
    sql`update pipeline.builds b set forgotten_usage = (select ${SUMMED_USAGE} from (
        select coalesce(b.forgotten_usage, ${json(NO_USAGE)}) as usage union all
        select c.usage from pipeline.synthesis_calls c join pipeline.queries q
          on q.build_id = c.build_id and q.index = c.slot_index
        where ${forgotten}) gone)
      where b.id = ${buildId}`,
  );
  for (const table of [sql`pipeline.synthesis_calls`, sql`pipeline.query_enhancements`]) {
    await execute(
      tx,
      sql`delete from ${table} slot using pipeline.queries q
        where ${forgotten} and slot.build_id = q.build_id and slot.slot_index = q.index`,
    );
  }
  await execute(tx, sql`delete from pipeline.queries q where ${forgotten}`);
  await execute(tx, sql`delete from pipeline.query_shortfalls where build_id = ${buildId}`);
}

/** Forgets drafts whose turn never came: how many there are depends on timing. Their calls stay, and what they used. */
export async function deleteUndecided(
  tx: Queryable,
  buildId: string,
  decided: readonly number[],
): Promise<void> {
  await execute(
    tx,
    sql`delete from pipeline.queries where build_id = ${buildId} and index <> all(${[...decided]}::int[])`,
  );
}

export interface Shortfall {
  requested: number;
  accepted: number;
  /** Reason → given-up slots. */
  reasons: Record<string, number>;
}

export async function saveShortfall(tx: Queryable, buildId: string, shortfall: Shortfall): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.query_shortfalls (build_id, requested, accepted, reasons)
      values (${buildId}, ${shortfall.requested}, ${shortfall.accepted}, ${json(shortfall.reasons)})
      on conflict (build_id) do update set accepted = excluded.accepted, reasons = excluded.reasons`,
  );
}

/** What lineage says of a query, beside its rows in other tables. */
export const QueryLineage = z.object({
  query_id: z.string(),
  text: z.string(),
  persona: z.string(),
  problem_type: z.array(z.string()),
  difficulty: Difficulty,
  language: z.string(),
});
