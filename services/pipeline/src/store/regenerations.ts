/** What a build repeats. */
import { Manifest } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** The part of a manifest that a second build is compared by. */
export const Original = Manifest.pick({
  dataSet: true,
  buildId: true,
  frameworkDigest: true,
  model: true,
  checks: true,
  exporters: true,
  recipe: true,
  imported: true,
});
export type Original = z.output<typeof Original>;

export async function noteOriginal(tx: Queryable, buildId: string, original: Original): Promise<void> {
  await execute(tx, sql`update pipeline.builds set regenerates = ${json(original)} where id = ${buildId}`);
}

/** `undefined` for a build that repeats none. */
export async function readOriginal(db: Queryable, buildId: string): Promise<Original | undefined> {
  const row = await maybeOne(
    db,
    z.object({ regenerates: Original.nullable() }),
    sql`select regenerates from pipeline.builds where id = ${buildId}`,
  );
  return row?.regenerates ?? undefined;
}
