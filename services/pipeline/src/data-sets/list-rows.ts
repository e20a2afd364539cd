/** The trajectories of a version, kept and dropped, in order of query and sample. */
import { type DataSetRow, NexError, type RowFacets, type RowFilter, type RowQuery } from '@nex/core';
import type { Pool } from '@nex/postgres';
import { findBuild } from '../store/build-row.ts';
import { countMembers, listMembers, type Member } from '../store/row-search.ts';
import { versionOf } from './get-data-set.ts';
import { cursorOf, placeOf } from './row-cursor.ts';

/** Default: of the newest version. Throws `not_found`, and `invalid_request` for a cursor with an offset. */
export async function listRows(
  { pool }: { pool: Pool },
  id: string,
  { version: asked, limit, cursor, offset, ...filter }: RowQuery & { version?: number | undefined },
): Promise<{ items: DataSetRow[]; nextCursor: string | null }> {
  if (cursor !== undefined && offset !== undefined) {
    throw new NexError(
      'invalid_request',
      'A page begins after a cursor or after an offset, not after both.',
      {
        where: 'offset',
      },
    );
  }
  const { data_set_id: dataSetId, build_id: buildId, version } = await versionOf(pool, id, asked);
  const page = { limit: limit + 1, after: placeOf(cursor), offset };
  const [rows, build] = await Promise.all([
    listMembers(pool, { dataSetId, version }, page, filter),
    findBuild(pool, buildId),
  ]);
  const items = rows.slice(0, limit);
  const redacted = build?.spec.redaction !== undefined;
  return {
    items: items.map((row) => toRow(row, redacted)),
    nextCursor: rows.length > limit ? cursorOf(items.at(-1)) : null,
  };
}

/** Default: of the newest version. Throws `not_found`. */
export async function countRows(
  { pool }: { pool: Pool },
  id: string,
  { version: asked, ...filter }: RowFilter & { version?: number | undefined },
): Promise<RowFacets> {
  const { data_set_id: dataSetId, version } = await versionOf(pool, id, asked);
  const { problem_type: problemType, ...counts } = await countMembers(pool, { dataSetId, version }, filter);
  return { ...counts, problemType };
}

function toRow(row: Member, redacted: boolean): DataSetRow {
  return {
    rowId: row.row_id,
    runId: row.run_id,
    queryId: row.query_id,
    sampleIndex: row.sample_index,
    kept: row.kept,
    reason: row.reason,
    decidedBy: row.decided_by,
    ...(!redacted && { query: row.text }),
    difficulty: row.difficulty,
    language: row.language,
    problemType: row.problem_type,
    ...(row.reward !== null && { reward: row.reward }),
    flags: row.flags,
  };
}
