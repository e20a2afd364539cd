/**
 * Fencing: a worker writes only while its claim on the build is the newest. The check holds a share lock until the
 * write commits, so no newer claim can come between.
 */
import { maybeOne, type Pool, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

export interface Claim {
  buildId: string;
  fence: number;
}

/** Another worker took the build up, or it ended: whoever gets this stops without a word. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Runs writes in one transaction under the claim. Throws `Superseded`. */
export async function withClaim<T>(
  pool: Pool,
  claim: Claim,
  write: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return pool.transaction(async (tx) => {
    const held = await maybeOne(
      tx,
      z.object({ id: z.string() }),
      sql`select id from pipeline.builds
        where id = ${claim.buildId} and fence = ${claim.fence} and state = 'running' for share`,
    );
    if (!held) throw new Superseded();
    return write(tx);
  });
}
