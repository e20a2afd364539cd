/** Stored trajectories: each once, compressed, with the digests by which equals are found. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { DuplicateTag, ImportedFrom, MeasuredDifficulty, Trajectory, textOf } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { execute, json, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import { normalizeText, trajectoryDigest } from '@nex/quality';
import * as z from 'zod';
import { IMPORTED_FROM } from './imports.ts';
import { QueryLineage } from './queries.ts';
import { searchTextOf } from './search-text.ts';
import type { StageCount } from './stages.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const Uncollected = z.object({
  run_id: z.string(),
  query_id: z.string(),
  sample_index: z.number().int(),
  text: z.string(),
});
export type Uncollected = z.output<typeof Uncollected>;

/** Terminal runs whose trajectory is neither stored nor known to be missing, in order of query and sample. */
export async function readUncollected(db: Queryable, buildId: string): Promise<Uncollected[]> {
  return many(
    db,
    Uncollected,
    sql`select run.run_id, run.query_id, run.sample_index, query.text
      from pipeline.query_runs run join pipeline.queries query on query.id = run.query_id
      where run.build_id = ${buildId} and run.run_id is not null and run.collect_failure is null
        and not exists (select from pipeline.trajectories t where t.run_id = run.run_id)
      order by run.query_index, run.sample_index`,
  );
}

export interface NewTrajectory {
  row: Pick<Uncollected, 'run_id' | 'query_id' | 'sample_index'>;
  packed: PackedTrajectory;
}

/** Stores those that are not there yet, and takes the usage of each whole tree of runs over. */
export function insertionOfTrajectories(buildId: string, added: readonly NewTrajectory[]): Sql {
  const of = <T>(read: (one: NewTrajectory) => T) => added.map(read);
  // One value of bytes goes over as it is; an array of them would be written out in hexadecimal and read again.
  const contents = Buffer.concat(of(({ packed }) => packed.content));
  let end = 0;
  const starts = of(({ packed }) => {
    const start = end + 1;
    end += packed.content.length;
    return start;
  });
  return sql`with added as (
        select * from unnest(${of(({ row }) => row.run_id)}::text[], ${of(({ row }) => row.query_id)}::text[],
          ${of(({ row }) => row.sample_index)}::int[], ${of(({ packed }) => packed.digest)}::text[],
          ${of(({ packed }) => packed.answerDigest)}::text[], ${of(({ packed }) => packed.model)}::text[],
          ${of(({ packed }) => packed.provider)}::text[], ${of(({ packed }) => packed.offlineModel)}::boolean[],
          ${of(({ packed }) => packed.sizeBytes)}::int[], ${of(({ packed }) => json(packed.usage))}::text[],
          ${starts}::int[], ${of(({ packed }) => packed.content.length)}::int[],
          ${of(({ packed }) => packed.searchText)}::text[])
          as added (run_id, query_id, sample_index, digest, answer_digest, model, provider, offline_model, size_bytes,
            usage, start, length, search_text)
      ), told as (
        update pipeline.query_runs run set usage = added.usage::jsonb from added where run.run_id = added.run_id
      )
      insert into pipeline.trajectories (run_id, build_id, query_id, sample_index, digest, answer_digest, model,
        provider, offline_model, size_bytes, content, search)
      select run_id, ${buildId}, query_id, sample_index, digest, answer_digest, model, provider, offline_model,
        size_bytes, substring(${contents}::bytea from start for length), to_tsvector('simple', search_text) from added
      on conflict do nothing`;
}

export type PackedTrajectory = Awaited<ReturnType<typeof packTrajectory>>;

export async function packTrajectory(query: string, trajectory: Trajectory) {
  const bytes = Buffer.from(JSON.stringify(trajectory));
  const { model, provider, offlineModel } = trajectory.provenance;
  return {
    digest: trajectoryDigest(trajectory),
    answerDigest: digestText(`${normalizeText(query)}\u0000${normalizeText(answerOf(trajectory))}`),
    model,
    provider,
    offlineModel,
    usage: trajectory.usage,
    sizeBytes: bytes.length,
    searchText: searchTextOf(trajectory),
    content: await compress(bytes),
  };
}

/** The root's response, or its last message's text when the run has none. */
export function answerOf(trajectory: Trajectory): string {
  const root = trajectory.runs.find((run) => run.runId === trajectory.rootRunId);
  const last = root?.messages.at(-1);
  return root?.response || (last ? textOf(last) : '');
}

export async function unpackTrajectory(content: Uint8Array): Promise<Trajectory> {
  return Trajectory.parse(JSON.parse((await decompress(content)).toString('utf8')));
}

export async function noteUncollectable(tx: Queryable, runId: string, reason: string): Promise<void> {
  await execute(tx, sql`update pipeline.query_runs set collect_failure = ${reason} where run_id = ${runId}`);
}

const Count = z.object({ done: z.number().int(), total: z.number().int() });

export async function countTrajectories(db: Queryable, buildId: string): Promise<StageCount> {
  const count = await maybeOne(
    db,
    Count,
    sql`select (count(*) filter (where collect_failure is not null)
          + (select count(*) from pipeline.trajectories where build_id = ${buildId}))::int as done,
        count(*)::int as total
      from pipeline.query_runs where build_id = ${buildId} and run_id is not null`,
  );
  return count ?? { done: 0, total: 0 };
}

const KeptRow = QueryLineage.extend({
  query_index: z.number().int(),
  sample_index: z.number().int(),
  run_id: z.string(),
  trace_id: z.string(),
  seed: z.coerce.number(),
  digest: z.string(),
  content: z.instanceof(Uint8Array),
  checks: z.array(z.string()),
  reward: z.number().nullable(),
  measured: MeasuredDifficulty.nullable(),
  duplicates: z.array(DuplicateTag).nullable(),
  /** Of the user's tasks, or of near-duplicates. */
  group: z.string().nullable(),
  imported: ImportedFrom.nullable(),
});
export type KeptRow = z.output<typeof KeptRow>;

const PAGE = 32;

/** Kept trajectories with what their lineage needs, in order of query and sample; holds a page at a time. */
export async function* readKept(db: Queryable, buildId: string): AsyncGenerator<KeptRow> {
  let after: [queryIndex: number, sampleIndex: number] = [-1, -1];
  for (;;) {
    const rows = await many(
      db,
      KeptRow,
      sampleRows(
        buildId,
        sql`join pipeline.selections s on s.query_id = run.query_id and s.sample_index = run.sample_index and s.kept`,
        sql`and (run.query_index, run.sample_index) > (${after[0]}, ${after[1]})
          order by run.query_index, run.sample_index limit ${PAGE}`,
      ),
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = [last.query_index, last.sample_index];
  }
}

/** The same of one run, kept or not. */
export async function readSampleRow(
  db: Queryable,
  buildId: string,
  runId: string,
): Promise<KeptRow | undefined> {
  return maybeOne(db, KeptRow, sampleRows(buildId, sql``, sql`and run.run_id = ${runId}`));
}

function sampleRows(buildId: string, join: Sql, rest: Sql): Sql {
  return sql`select query.id as query_id, query.text, query.persona, query.problem_type, query.difficulty,
      query.language, run.query_index, run.sample_index, run.run_id, run.trace_id, run.seed, t.digest, t.content,
      array(select v.check_name || '@' || v.version from pipeline.current_verdicts v where v.run_id = t.run_id
        order by 1) as checks, reward.reward,
      coalesce((select g.name from pipeline.query_groups g where g.query_id = query.id), task.task->>'group') as group,
      ${IMPORTED_FROM} as imported,
      (select jsonb_agg(jsonb_build_object('kind', d.kind, 'cluster', d.cluster, 'original', d.original, 'nearest',
        d.nearest, 'similarity', d.similarity) order by d.kind) from pipeline.duplicates d
        where d.run_id = t.run_id) as duplicates,
      (select jsonb_build_object('difficulty', m.difficulty, 'passRate', m.pass_rate, 'low', m.low, 'high', m.high,
        'samples', m.samples) from pipeline.query_measures m where m.query_id = query.id) as measured
    from pipeline.query_runs run
      ${join}
      join pipeline.trajectories t on t.run_id = run.run_id
      join pipeline.queries query on query.id = run.query_id
      left join pipeline.tasks task on task.build_id = query.build_id and task.index = query.index
      left join pipeline.run_rewards reward on reward.build_id = ${buildId} and reward.run_id = t.run_id
    where run.build_id = ${buildId} ${rest}`;
}
