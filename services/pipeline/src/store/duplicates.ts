/** Clusters of duplicates of a build, and the groups of queries that follow from them. */
import { DUPLICATE_KINDS, type DuplicateKind, type DuplicateTag, type QualitySpec } from '@nex/core';
import { execute, json, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

/** What a duplicate counts as: SQL over a row `d` of the table. */
export const DUPLICATE_REASON: Sql = sql`case d.kind when 'exact' then 'duplicate' when 'near' then 'near_duplicate'
  else 'duplicate_by_meaning' end`;

/** Kinds whose duplicates are dropped. Exact ones always are. */
export function droppingKinds(quality: QualitySpec | undefined): DuplicateKind[] {
  const drops: Record<DuplicateKind, boolean> = {
    exact: true,
    near: quality?.nearDuplicates?.onDuplicate === 'drop',
    embedding: quality?.embeddingDuplicates?.onDuplicate === 'drop',
  };
  return DUPLICATE_KINDS.filter((kind) => drops[kind]);
}

export interface DuplicateRow extends DuplicateTag {
  runId: string;
}

/** Forgets what was found before, so that the stage looks anew. */
export async function deleteDuplicates(tx: Queryable, buildId: string): Promise<void> {
  await execute(tx, sql`delete from pipeline.duplicates where build_id = ${buildId}`);
  await execute(tx, sql`delete from pipeline.query_groups where build_id = ${buildId}`);
  await execute(
    tx,
    sql`delete from pipeline.stage_runs where build_id = ${buildId} and stage = 'deduplicate'`,
  );
}

/** Among the stage's runs, those that read the same in query and answer. */
export async function insertExactDuplicates(tx: Queryable, buildId: string): Promise<void> {
  await execute(
    tx,
    sql`with ranked as (
        select s.run_id, first_value(s.run_id) over same as cluster, row_number() over same as place,
          count(*) over (partition by t.answer_digest) as size
        from pipeline.stage_runs s join pipeline.trajectories t on t.run_id = s.run_id
          join pipeline.query_runs run on run.run_id = s.run_id
        where s.build_id = ${buildId} and s.stage = 'deduplicate'
        window same as (partition by t.answer_digest order by run.query_index, run.sample_index)
      )
      insert into pipeline.duplicates (run_id, kind, build_id, cluster, original, nearest, similarity)
      select run_id, 'exact', ${buildId}, cluster, place = 1, case when place > 1 then cluster end, 1
      from ranked where size > 1`,
  );
}

const Comparable = z.object({
  run_id: z.string(),
  query_id: z.string(),
  text: z.string(),
  content: z.instanceof(Uint8Array),
});
export type Comparable = z.output<typeof Comparable>;

const Place = z.object({
  query_index: z.number().int(),
  sample_index: z.number().int(),
  run: Comparable.omit({ content: true }).nullable(),
  content: z.instanceof(Uint8Array).nullable(),
});

const PAGE = 64;

/** The stage's runs without those that are duplicates by one of `dropped`, by query and sample; holds a page at a time. */
export async function* readComparable(
  db: Queryable,
  buildId: string,
  dropped: readonly DuplicateKind[],
): AsyncGenerator<Comparable> {
  let after: [queryIndex: number, sampleIndex: number] = [-1, -1];
  for (;;) {
    // The page is taken before anything is joined: a plan that joins first would read the whole build for each page.
    const rows = await many(
      db,
      Place,
      sql`with page as materialized (
          select run_id, query_id, query_index, sample_index from pipeline.query_runs
          where build_id = ${buildId} and (query_index, sample_index) > (${after[0]}, ${after[1]})
          order by query_index, sample_index limit ${PAGE}
        )
        select page.query_index, page.sample_index, found.run, found.content
        from page left join lateral (
          select t.content, jsonb_build_object('run_id', t.run_id, 'query_id', t.query_id, 'text', q.text) as run
          from pipeline.trajectories t join pipeline.queries q on q.id = t.query_id
          where t.run_id = page.run_id
            and exists (select from pipeline.stage_runs s
              where s.build_id = ${buildId} and s.stage = 'deduplicate' and s.run_id = page.run_id)
            and not exists (select from pipeline.duplicates d
              where d.run_id = page.run_id and not d.original and d.kind = any(${[...dropped]}::text[]))
          limit 1
        ) found on true
        order by page.query_index, page.sample_index`,
    );
    for (const { run, content } of rows) if (run && content) yield { ...run, content };
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = [last.query_index, last.sample_index];
  }
}

export async function readContent(db: Queryable, runId: string): Promise<Uint8Array | undefined> {
  const row = await maybeOne(
    db,
    z.object({ content: z.instanceof(Uint8Array) }),
    sql`select content from pipeline.trajectories where run_id = ${runId}`,
  );
  return row?.content;
}

export async function insertDuplicates(
  tx: Queryable,
  buildId: string,
  rows: readonly DuplicateRow[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.duplicates (run_id, kind, build_id, cluster, original, nearest, similarity)
      select d."runId", d.kind, ${buildId}, d.cluster, d.original, d.nearest, d.similarity
      from jsonb_to_recordset(${json(rows)}::jsonb) as d ("runId" text, kind text, cluster text, original boolean,
        nearest text, similarity double precision)
      on conflict do nothing`,
  );
}

/** The stage has looked at these; by default at all. */
export async function endStageRuns(
  tx: Queryable,
  buildId: string,
  runIds?: readonly string[],
): Promise<void> {
  const which = runIds ? sql`run_id = any(${[...runIds]}::text[])` : sql`not done`;
  await execute(
    tx,
    sql`update pipeline.stage_runs set done = true
      where build_id = ${buildId} and stage = 'deduplicate' and ${which}`,
  );
}

const Member = z.object({
  query_id: z.string(),
  query_index: z.number().int(),
  cluster: z.string().nullable(),
  group: z.string().nullable(),
});
export type Member = z.output<typeof Member>;

/** Queries with what ties them to others: each cluster that one of their runs is in, and the user's own group. */
export async function readTies(db: Queryable, buildId: string): Promise<Member[]> {
  return many(
    db,
    Member,
    sql`select distinct q.id as query_id, q.index as query_index, d.cluster, task.task->>'group' as group
      from pipeline.queries q
        left join pipeline.tasks task on task.build_id = q.build_id and task.index = q.index
        left join pipeline.query_runs run on run.query_id = q.id
        left join pipeline.duplicates d on d.run_id = run.run_id
      where q.build_id = ${buildId} and (d.cluster is not null or task.task->>'group' is not null)
      order by q.index`,
  );
}

export async function insertQueryGroups(
  tx: Queryable,
  buildId: string,
  groups: readonly { queryId: string; name: string }[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.query_groups (query_id, build_id, name)
      select g."queryId", ${buildId}, g.name
      from jsonb_to_recordset(${json(groups)}::jsonb) as g ("queryId" text, name text)
      on conflict do nothing`,
  );
}
