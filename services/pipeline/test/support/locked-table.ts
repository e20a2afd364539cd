/** A lock on a table of the pipeline: whoever writes to it next waits. */
import { setTimeout } from 'node:timers/promises';
import { createPool, sql } from '@nex/postgres';
import type { Surroundings } from './surroundings.ts';

export interface Hold extends AsyncDisposable {
  /** Resolves once something waits. */
  reached: Promise<unknown>;
}

export async function lockTable({ environment }: Surroundings, table: string): Promise<Hold> {
  const pool = createPool({ url: environment['DATABASE_URL'] ?? '', max: 2 });
  let ended: PromiseLike<void> | undefined;
  const released = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = pool.transaction(async (tx) => {
    await tx.query({ text: `lock table pipeline.${table} in share mode`, values: [] });
    locked.resolve();
    await released.promise;
  });
  await locked.promise;
  // Databases are copies of one: the table has the same number in all of them.
  const waits = sql`select 1 from pg_locks where relation = ${`pipeline.${table}`}::text::regclass and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  // Without an end of its own: what comes before may take as long as the machine needs.
  let over = false;
  const reached = (async () => {
    while (!over && (await pool.query(waits)).rowCount === 0) await setTimeout(50);
  })();
  return {
    reached,
    async [Symbol.asyncDispose]() {
      over = true;
      await reached;
      released.resolve();
      await holding;
      ended ??= pool[Symbol.asyncDispose]();
      await ended;
    },
  };
}
