/** Imports: what is asked for, what of the file is in rows, and what could not be used. */
import { type ImportRejection, ImportState, NO_USAGE } from '@nex/core';
import { cleanText, execute, json, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

const ImportRow = z.object({
  file: z.string(),
  digest: z.string(),
  format: z.string().nullable(),
  strict: z.boolean(),
  bytes: z.coerce.number(),
  taken: z.number().int(),
});
export type ImportRow = z.output<typeof ImportRow>;

export async function insertImport(
  tx: Queryable,
  buildId: string,
  row: Pick<ImportRow, 'file' | 'digest' | 'format' | 'strict' | 'bytes'>,
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.imports (build_id, file, digest, format, strict, bytes)
      values (${buildId}, ${cleanText(row.file)}, ${row.digest}, ${row.format}, ${row.strict}, ${row.bytes})`,
  );
  // Queries and runs come with the file.
  await execute(
    tx,
    sql`update pipeline.stages set state = 'done' where build_id = ${buildId}
      and name in ('synthesize-queries', 'run-agents')`,
  );
}

/** `undefined` for a build that made its own runs. */
export async function findImport(db: Queryable, buildId: string): Promise<ImportRow | undefined> {
  return maybeOne(
    db,
    ImportRow,
    sql`select file, digest, format, strict, bytes, taken from pipeline.imports where build_id = ${buildId}`,
  );
}

/** An expression: the import of the build `b`, as callers see it; null for other builds. */
export const IMPORT_STATE: Sql = sql`(select jsonb_build_object('file', i.file, 'digest', i.digest, 'format', i.format,
    'importerVersion', i.importer_version, 'strict', i.strict, 'bytes', i.bytes, 'bytesRead', i.bytes_read,
    'trajectories', (select count(*) from pipeline.import_rows where build_id = b.id),
    'rejected', (select count(*) from pipeline.import_rejections where build_id = b.id))
  from pipeline.imports i where i.build_id = b.id)`;

/** An expression: where the run `run` came from; null for runs of our own. */
export const IMPORTED_FROM: Sql = sql`(select jsonb_build_object('file', i.file, 'digest', i.digest, 'line', r.line,
    'importer', i.format, 'version', i.importer_version)
  from pipeline.import_rows r join pipeline.imports i on i.build_id = r.build_id where r.run_id = run.run_id)`;

export async function readImportState(db: Queryable, buildId: string): Promise<ImportState | undefined> {
  const row = await maybeOne(
    db,
    z.object({ state: ImportState.nullable() }),
    sql`select ${IMPORT_STATE} as state from pipeline.builds b where b.id = ${buildId}`,
  );
  return row?.state ?? undefined;
}

export interface KnownQuery {
  id: string;
  index: number;
  /** Runs of it so far. */
  samples: number;
}

/** By the digests of their texts. */
export async function readImportedQueries(db: Queryable, buildId: string): Promise<Map<string, KnownQuery>> {
  const rows = await many(
    db,
    z.object({
      id: z.string(),
      index: z.number().int(),
      text_digest: z.string(),
      samples: z.number().int(),
    }),
    sql`select q.id, q.index, q.text_digest, count(run.run_id)::int as samples from pipeline.queries q
        left join pipeline.query_runs run on run.query_id = q.id
      where q.build_id = ${buildId} group by q.id`,
  );
  return new Map(rows.map(({ text_digest, ...query }) => [text_digest, query]));
}

export interface ImportedRun {
  runId: string;
  query: { id: string; index: number; text: string; digest: string; language: string; isNew: boolean };
  sampleIndex: number;
  state: string;
  stopReason: string | null;
  outcome: string;
  traceId: string;
  line: number;
  warnings: readonly unknown[];
}

/** Makes the queries and runs that trajectories of the file are of. */
export async function insertImportedRuns(
  tx: Queryable,
  buildId: string,
  runs: readonly ImportedRun[],
): Promise<void> {
  const queries = runs.flatMap(({ query }) =>
    query.isNew ? [{ ...query, text: cleanText(query.text) }] : [],
  );
  await execute(
    tx,
    sql`insert into pipeline.queries (id, build_id, index, persona, problem_type_id, leaf_id, problem_type, difficulty,
        language, seed, state, text, text_digest, attempts, usage)
      select row.id, ${buildId}, row.index, '', '', '', '[]', 'medium', row.language, 0, 'accepted', row.text, row.digest,
        0, ${json(NO_USAGE)}
      from jsonb_to_recordset(${json(queries)}::jsonb) as row (id text, index int, language text, text text, digest text)`,
  );
  const rows = runs.map(({ query, ...run }) => ({
    ...run,
    traceId: cleanText(run.traceId),
    queryId: query.id,
    queryIndex: query.index,
  }));
  await execute(
    tx,
    sql`with rows_ as (select * from jsonb_to_recordset(${json(rows)}::jsonb) as row ("runId" text, "queryId" text,
          "queryIndex" int, "sampleIndex" int, state text, "stopReason" text, outcome text, "traceId" text, line int,
          warnings jsonb)),
        runs as (
          insert into pipeline.query_runs (build_id, query_id, query_index, sample_index, seed, run_id, state, stop_reason,
            outcome, trace_id)
          select ${buildId}, "queryId", "queryIndex", "sampleIndex", 0, "runId", state, "stopReason", outcome, "traceId"
          from rows_ returning run_id)
      insert into pipeline.import_rows (run_id, build_id, line, warnings)
      select "runId", ${buildId}, line, warnings from rows_`,
  );
}

export async function insertRejections(
  tx: Queryable,
  buildId: string,
  rejections: readonly (ImportRejection & { position: number })[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.import_rejections (build_id, position, line, reason, note)
      select ${buildId}, row.position, row.line, row.reason, row.note
      from jsonb_to_recordset(${json(rejections)}::jsonb) as row (position int, line int, reason text, note text)`,
  );
}

export async function noteTaken(
  tx: Queryable,
  buildId: string,
  to: { taken: number; bytesRead: number; format: string | null; importerVersion: number | null },
): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.imports set taken = ${to.taken}, bytes_read = ${to.bytesRead}, format = ${to.format},
      importer_version = ${to.importerVersion} where build_id = ${buildId}`,
  );
}

/** In the order of the file; `after` is a position. */
export async function listRejections(
  db: Queryable,
  buildId: string,
  { limit, after }: { limit: number; after: number },
): Promise<(ImportRejection & { position: number })[]> {
  return many(
    db,
    z.object({
      position: z.number().int(),
      line: z.number().int(),
      reason: z.string(),
      note: z.string(),
    }),
    sql`select position, line, reason, note from pipeline.import_rejections
      where build_id = ${buildId} and position > ${after} order by position limit ${limit}`,
  );
}
