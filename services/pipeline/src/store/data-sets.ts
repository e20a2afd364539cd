/** Data sets and their versions. A version's row is there once its files are, and never changes. */
import {
  type ChatTemplateOptions,
  type DataSetQuery,
  DataSplit,
  ExportFormat,
  Manifest,
  VERSION_REASONS,
  type VersionReason,
} from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { execute, json, madeWithin, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { recordMembers } from './data-set-members.ts';
import type { StageCount } from './stages.ts';

/** How a version's rows are written. What is absent is the writer's default. */
export const ExportSettings = z.object({
  formats: z.array(ExportFormat).optional(),
  split: DataSplit.optional(),
});
export type ExportSettings = z.output<typeof ExportSettings>;

const VersionRow = z.object({
  data_set_id: z.string(),
  build_id: z.string(),
  version: z.number().int(),
  parent: z.number().int().nullable(),
  reason: z.enum(VERSION_REASONS),
  folder: z.string(),
  digest: z.string(),
  rows: z.number().int(),
  rows_digest: z.string(),
  export: ExportSettings,
  manifest: Manifest,
  created_at: z.date(),
});
export type VersionRow = z.output<typeof VersionRow>;

const columns = sql`v.data_set_id, ds.build_id, v.version, v.parent, v.reason, v.folder, v.digest, v.rows, v.rows_digest,
  v.export, v.manifest, v.created_at`;

/** Oldest first. `id` is the data set's or its build's. Empty when there is none. */
export async function readVersions(db: Queryable, id: string): Promise<VersionRow[]> {
  return many(
    db,
    VersionRow,
    sql`select ${columns} from pipeline.data_set_versions v join pipeline.data_sets ds on ds.id = v.data_set_id
      where ds.id = ${id} or ds.build_id = ${id} order by v.version`,
  );
}

/** Default: the newest one. */
export async function findVersion(
  db: Queryable,
  id: string,
  version?: number,
): Promise<VersionRow | undefined> {
  const which = version === undefined ? sql`` : sql`and v.version = ${version}`;
  return maybeOne(
    db,
    VersionRow,
    sql`select ${columns} from pipeline.data_set_versions v join pipeline.data_sets ds on ds.id = v.data_set_id
      where (ds.id = ${id} or ds.build_id = ${id}) ${which} order by v.version desc limit 1`,
  );
}

/** The newest version of each data set, the youngest data set first. The cursor is the last id of the page before. */
export async function listNewestVersions(
  db: Queryable,
  { limit, cursor, frameworkDigest, ...made }: DataSetQuery,
): Promise<VersionRow[]> {
  const where = sql`where true ${cursor === undefined ? sql`` : sql`and ds.id < ${cursor}`}
    ${frameworkDigest === undefined ? sql`` : sql`and v.manifest->>'frameworkDigest' = ${frameworkDigest}`}
    ${madeWithin(sql`ds.created_at`, made)}`;
  return many(
    db,
    VersionRow,
    sql`select ${columns} from pipeline.data_sets ds join lateral (
        select * from pipeline.data_set_versions where data_set_id = ds.id order by version desc limit 1
      ) v on true ${where} order by ds.id desc limit ${limit}`,
  );
}

/** Of a format of any data set, by what its manifest names. */
export async function findTemplate(db: Queryable, digest: string): Promise<ChatTemplateOptions | undefined> {
  const made = json([{ madeWith: { template: digest } }]);
  const version = await maybeOne(
    db,
    VersionRow.pick({ export: true }),
    sql`select export from pipeline.data_set_versions
      where export->'formats' @? '$[*].template' and manifest->'formats' @> ${made} limit 1`,
  );
  const templates = version?.export.formats?.flatMap((one) => ('template' in one ? [one.template] : []));
  return templates?.find((template) => digestJson(template) === digest);
}

export interface NewVersion {
  version: number;
  parent: number | null;
  reason: VersionReason;
  folder: string;
  rowsDigest: string;
  export: ExportSettings;
  manifest: Manifest;
}

/** The id that the data set of a build has, also before it is there. */
export function dataSetIdOf(buildId: string): string {
  return buildId.replace(/^build_/, 'ds_');
}

/** The build of a data set; the id of a build stays. */
export function buildIdOf(id: string): string {
  return id.replace(/^ds_/, 'build_');
}

/** Adds a version and what it decides of each run. Throws a unique violation when the version is there. */
export async function insertVersion(tx: Queryable, buildId: string, added: NewVersion): Promise<void> {
  const id = dataSetIdOf(buildId);
  await execute(
    tx,
    sql`insert into pipeline.data_sets (id, build_id) values (${id}, ${buildId}) on conflict do nothing`,
  );
  const { version, parent, reason, folder, rowsDigest, manifest } = added;
  await execute(
    tx,
    sql`insert into pipeline.data_set_versions (data_set_id, version, parent, reason, folder, digest, rows, rows_digest,
        export, manifest)
      values (${id}, ${version}, ${parent}, ${reason}, ${folder}, ${manifest.digest}, ${manifest.rows}, ${rowsDigest},
        ${json(added.export)}, ${json(manifest)})`,
  );
  await recordMembers(tx, id, buildId, version);
}

export async function countDataSet(db: Queryable, buildId: string): Promise<StageCount> {
  const newest = await maybeOne(
    db,
    z.object({ id: z.string() }),
    sql`select ds.id from pipeline.data_sets ds join pipeline.data_set_versions v on v.data_set_id = ds.id
      where ds.build_id = ${buildId} limit 1`,
  );
  return { done: newest ? 1 : 0, total: 1 };
}
