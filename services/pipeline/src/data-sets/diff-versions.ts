/** What became of the rows from one version to another, counted by reason, with a page of them. */
import { type DataSetDiff, NexError, type RowChange } from '@nex/core';
import type { Pool } from '@nex/postgres';
import { countChanges, listChanges, type VersionPair } from '../store/data-set-diff.ts';
import { toVersion, versionOf } from './get-data-set.ts';
import { cursorOf, placeOf } from './row-cursor.ts';

export interface DiffQuery {
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Default: the newest version, and the one before `to`. Throws `not_found`; `conflict` when there is only one version. */
export async function diffVersions(
  { pool }: { pool: Pool },
  id: string,
  query: DiffQuery,
): Promise<DataSetDiff> {
  const to = await versionOf(pool, id, query.to);
  if (query.from === undefined && to.parent === null) {
    throw new NexError('conflict', `Version ${to.version} of the data set ${id} is its first.`, {
      where: 'from',
      hint: 'Name two versions, or make another by rescoring or exporting the build.',
    });
  }
  const from = await versionOf(pool, id, query.from ?? to.parent ?? undefined);
  const pair: VersionPair = { dataSetId: to.data_set_id, from: from.version, to: to.version };
  const counts = await countChanges(pool, pair);
  const after = placeOf(query.cursor);
  const rows = await listChanges(pool, pair, { limit: query.limit + 1, after });
  const items = rows.slice(0, query.limit);
  const countOf = (change: RowChange) => {
    const of = counts.filter((one) => one.change === change);
    return {
      total: of.reduce((sum, one) => sum + one.rows, 0),
      reasons: Object.fromEntries(of.map(({ reason, rows: times }) => [reason, times])),
    };
  };
  const before = toVersion(from);
  const now = toVersion(to);
  return {
    ...pair,
    added: countOf('added'),
    removed: countOf('removed'),
    changed: countOf('changed'),
    unchanged: counts.find(({ change }) => change === 'unchanged')?.rows ?? 0,
    formats: moved(before.formats, now.formats),
    checks: moved(before.checks, now.checks),
    items: items.map(({ change, reason, ...row }) => ({
      change,
      reason,
      rowId: row.row_id,
      runId: row.run_id,
      queryId: row.query_id,
      sampleIndex: row.sample_index,
    })),
    nextCursor: rows.length > query.limit ? cursorOf(items.at(-1)) : null,
  };
}

function moved(before: readonly string[], now: readonly string[]) {
  return {
    added: now.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !now.includes(name)),
  };
}
