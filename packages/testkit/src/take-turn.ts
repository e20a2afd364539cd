/** For tests of different files that must not run at the same time, such as those that take the documented ports. */
import { createHash } from 'node:crypto';
import { createPool, sql } from '@nex/postgres';
import { inject } from 'vitest';

/** Waits until nobody else has the turn of that name. Disposing passes it on. */
export async function takeTurn(name: string): Promise<AsyncDisposable> {
  const pool = createPool({ url: inject('postgresUrl'), max: 1, applicationName: 'nex-testkit' });
  const key = createHash('sha256').update(name).digest().readInt32BE(0);
  const taken = Promise.withResolvers<void>();
  const passedOn = Promise.withResolvers<void>();
  const holding = pool.withConnection(async (connection) => {
    await connection.query(sql`select pg_advisory_lock(${key})`);
    taken.resolve();
    await passedOn.promise;
    await connection.query(sql`select pg_advisory_unlock(${key})`);
  });
  await Promise.race([taken.promise, holding]);
  return {
    async [Symbol.asyncDispose]() {
      passedOn.resolve();
      await holding;
      await pool[Symbol.asyncDispose]();
    },
  };
}
