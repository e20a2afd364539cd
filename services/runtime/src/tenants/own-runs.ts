/** Before anything is done with a run: it is the caller's own, or it is not there. */
import { many, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { runNotFound } from '../store/find-runs.ts';

const CHUNK = 1000;

/** Throws `not_found` for the first that the tenant has not. */
export async function checkOwnRuns(on: Queryable, tenant: string, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK);
    const rows = await many(
      on,
      z.object({ id: z.string() }),
      prepared(sql`select id from runtime.runs where id = any(${chunk}) and tenant = ${tenant}`),
    );
    const own = new Set(rows.map((row) => row.id));
    const missing = chunk.find((id) => !own.has(id));
    if (missing !== undefined) throw runNotFound(missing);
  }
}
