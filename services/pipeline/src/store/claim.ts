/** Writes to a build by the worker that has claimed it. */
import { type Pool, type Queryable, type Results, type Sql, sql } from '@nex/postgres';
import { togetherUnder, transactionUnder } from './fence.ts';

export interface Claim {
  buildId: string;
  fence: number;
}

/** Runs writes in one transaction under the claim. Throws `Superseded`. */
export async function withClaim<T>(
  pool: Pool,
  claim: Claim,
  write: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return transactionUnder(pool, claimed(claim), write);
}

/** The same for statements that go together. */
export async function togetherUnderClaim(
  pool: Pool,
  claim: Claim,
  queries: readonly Sql[],
): Promise<Results> {
  return togetherUnder(pool, claimed(claim), queries);
}

function claimed({ buildId, fence }: Claim): Sql {
  return sql`select from pipeline.builds where id = ${buildId} and fence = ${fence} and state = 'running' for share`;
}
