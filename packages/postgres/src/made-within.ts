/** The filter of lists by the time of making: one place says that `since` is included and `until` is not. */
import { type Sql, sql } from './pool.ts';

/** Begins with `and`, or is empty. Times are RFC 3339. */
export function madeWithin(
  column: Sql,
  { since, until }: { since?: string | undefined; until?: string | undefined },
): Sql {
  const from = since === undefined ? sql`` : sql` and ${column} >= ${since}::timestamptz`;
  return until === undefined ? from : sql`${from} and ${column} < ${until}::timestamptz`;
}
