/** Data sets and their versions as callers see them. */
import { type DataSet, type DataSetQuery, type DataSetVersion, NexError } from '@nex/core';
import type { Pool, Queryable } from '@nex/postgres';
import { findVersion, listNewestVersions, readVersions, type VersionRow } from '../store/data-sets.ts';

/** `id` is the data set's or its build's, here and below. Throws `not_found`. */
export async function getDataSet({ pool }: { pool: Pool }, id: string): Promise<DataSet> {
  return toDataSet(await versionOf(pool, id));
}

/** Newest first. */
export async function listDataSets(
  { pool }: { pool: Pool },
  page: DataSetQuery,
): Promise<{ items: DataSet[]; nextCursor: string | null }> {
  const rows = await listNewestVersions(pool, { ...page, limit: page.limit + 1 });
  const items = rows.slice(0, page.limit).map(toDataSet);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Oldest first. Throws `not_found`. */
export async function listVersions({ pool }: { pool: Pool }, id: string): Promise<DataSetVersion[]> {
  const rows = await readVersions(pool, id);
  if (rows.length === 0) throw noSuchDataSet(id);
  return rows.map(toVersion);
}

/** Default: the newest one. Throws `not_found`. */
export async function versionOf(db: Queryable, id: string, version?: number): Promise<VersionRow> {
  const row = await findVersion(db, id, version);
  if (row) return row;
  if (version === undefined || !(await findVersion(db, id))) throw noSuchDataSet(id);
  throw new NexError('not_found', `The data set ${id} has no version ${version}.`, {
    hint: `GET /v1/data-sets/${id}/versions lists them.`,
  });
}

export function noSuchDataSet(id: string): NexError {
  return new NexError('not_found', `There is no data set ${id}.`, {
    hint: 'GET /v1/data-sets lists the data sets.',
  });
}

function toDataSet(row: VersionRow): DataSet {
  const { name, sentence, frameworkDigest, createdAt } = row.manifest;
  return {
    id: row.data_set_id,
    buildId: row.build_id,
    name,
    sentence,
    frameworkDigest,
    version: toVersion(row),
    createdAt,
  };
}

export function toVersion(row: VersionRow): DataSetVersion {
  return {
    version: row.version,
    parent: row.parent,
    reason: row.reason,
    rows: row.rows,
    digest: row.digest,
    rowsDigest: row.rows_digest,
    formats: row.manifest.formats?.map(({ name }) => name) ?? [],
    checks: row.manifest.checks.map(({ name, version }) => `${name}@${version}`),
    createdAt: row.created_at.toISOString(),
  };
}
