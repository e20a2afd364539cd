/**
 * Fencing: a worker writes only while its claim on what it works on is the newest. The check holds a share lock until the
 * write commits, so no newer claim can come between.
 */
import { isDivisionByZero, type Pool, type Queryable, type Results, type Sql, sql } from '@nex/postgres';

/** Another worker took the work up, or it ended: whoever gets this stops without a word. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/**
 * Runs writes in one transaction while the claim holds. Throws `Superseded`.
 * @param claimed Locks the claimed row for share, and finds none when the claim is an older one.
 */
export async function transactionUnder<T>(
  pool: Pool,
  claimed: Sql,
  write: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return pool.transaction(async (tx) => {
    const { rowCount } = await tx.query(claimed);
    if (rowCount === 0) throw new Superseded();
    return write(tx);
  });
}

/**
 * The same in one round trip, for statements that do not need the rows of those before them. Where no row is locked, the
 * division ends all of it.
 * @returns The results of the statements, without that of the check.
 */
export async function togetherUnder(pool: Pool, claimed: Sql, queries: readonly Sql[]): Promise<Results> {
  try {
    const [, ...results] = await pool.together([
      sql`select 1 / count(*) from (${claimed}) claimed`,
      ...queries,
    ]);
    return results;
  } catch (thrown) {
    if (isDivisionByZero(thrown)) throw new Superseded();
    throw thrown;
  }
}
