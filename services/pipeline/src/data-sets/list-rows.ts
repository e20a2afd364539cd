/** The trajectories of a version, kept and dropped, in order of query and sample. */
import type { DataSetRow } from '@nex/core';
import type { Pool } from '@nex/postgres';
import { listMembers } from '../store/data-set-diff.ts';
import { versionOf } from './get-data-set.ts';
import { cursorOf, placeOf } from './row-cursor.ts';

/** Default: of the newest version. Throws `not_found`. */
export async function listRows(
  { pool }: { pool: Pool },
  id: string,
  query: { version?: number | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: DataSetRow[]; nextCursor: string | null }> {
  const { data_set_id: dataSetId, version } = await versionOf(pool, id, query.version);
  const page = { limit: query.limit + 1, after: placeOf(query.cursor) };
  const rows = await listMembers(pool, { dataSetId, version }, page);
  const items = rows.slice(0, query.limit);
  return {
    items: items.map((row) => ({
      rowId: row.row_id,
      runId: row.run_id,
      queryId: row.query_id,
      sampleIndex: row.sample_index,
      kept: row.kept,
      reason: row.reason,
      decidedBy: row.decided_by,
    })),
    nextCursor: rows.length > query.limit ? cursorOf(items.at(-1)) : null,
  };
}
