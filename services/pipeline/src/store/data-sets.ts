/** The data set of a build: its row is there once its files are. */
import type { Manifest } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { StageCount } from './stages.ts';

export async function insertDataSet(tx: Queryable, buildId: string, manifest: Manifest): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.data_sets (build_id, digest, rows, manifest)
      values (${buildId}, ${manifest.digest}, ${manifest.rows}, ${json(manifest)})
      on conflict (build_id) do update set digest = excluded.digest, rows = excluded.rows,
        manifest = excluded.manifest`,
  );
}

export async function hasDataSet(db: Queryable, buildId: string): Promise<boolean> {
  const row = await maybeOne(
    db,
    z.object({ build_id: z.string() }),
    sql`select build_id from pipeline.data_sets where build_id = ${buildId}`,
  );
  return row !== undefined;
}

export async function countDataSet(db: Queryable, buildId: string): Promise<StageCount> {
  return { done: (await hasDataSet(db, buildId)) ? 1 : 0, total: 1 };
}
