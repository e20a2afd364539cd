/** What the tools of a run keep: durable when a method resolves, and written by the holder of the tree only. */
import type { Json, JsonObject, Storage } from '@nex/core';
import { execute, json, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Claim } from './claim.ts';
import { ClaimLost } from './claim-lost.ts';

const Entry = z.object({ key: z.string(), value: z.json() });

export function createStorage(on: Queryable, claim: Claim, runId: string, initial: JsonObject): Storage {
  const read = async (key: string | undefined): Promise<JsonObject> => {
    const rows = await many(
      on,
      Entry,
      sql`select key, value from runtime.storage
        where run_id = ${runId} and (${key ?? null}::text is null or key = ${key ?? null})`,
    );
    return Object.fromEntries(rows.map((row) => [row.key, row.value as Json]));
  };
  const startOf = (key: string): Json | undefined => (Object.hasOwn(initial, key) ? initial[key] : undefined);
  return {
    async get(key) {
      const stored = await read(key);
      return Object.hasOwn(stored, key) ? stored[key] : startOf(key);
    },
    async set(key, value) {
      const written = await execute(
        on,
        sql`with gate as (
          select 1 from runtime.run_trees where root_run_id = ${claim.rootRunId} and fence = ${claim.fence} for share)
        insert into runtime.storage (run_id, key, value) select ${runId}, ${key}, ${json(value)}::jsonb from gate
        on conflict (run_id, key) do update set value = excluded.value`,
      );
      if (written === 0) throw new ClaimLost(claim.rootRunId);
    },
    entries: async () => ({ ...initial, ...(await read(undefined)) }),
  };
}
