/**
 * Fencing: a worker writes only while its claim on the build is the newest. The check holds a share lock until the
 * write commits, so no newer claim can come between.
 */
import {
  isDivisionByZero,
  maybeOne,
  type Pool,
  type Queryable,
  type Results,
  type Sql,
  sql,
} from '@nex/postgres';
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

/**
 * The same in one round trip, for statements that do not need the rows of those before them. Where no row is locked, the
 * division ends all of it.
 * @returns The results of the statements, without that of the check.
 */
export async function togetherUnderClaim(
  pool: Pool,
  { buildId, fence }: Claim,
  queries: readonly Sql[],
): Promise<Results> {
  const held = sql`select 1 / count(*) from (select from pipeline.builds
    where id = ${buildId} and fence = ${fence} and state = 'running' for share) held`;
  try {
    return (await pool.together([held, ...queries])).slice(1);
  } catch (thrown) {
    if (isDivisionByZero(thrown)) throw new Superseded();
    throw thrown;
  }
}
