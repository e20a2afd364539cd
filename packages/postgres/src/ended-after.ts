/** Pages of what has ended, by the time of its end: for tables with the columns `id` and `finished_at`. */
import { type Sql, sql } from './pool.ts';

/** To the microsecond, as the next page needs it. */
export const ENDED_AT: Sql = sql`to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ended_at`;

/** Begins with `and`. */
export function endedAfter({
  after,
  afterId,
  limit,
}: {
  after: string;
  afterId: string;
  limit: number;
}): Sql {
  return sql`and (finished_at, id) > (${after}::timestamptz, ${afterId}) order by finished_at, id limit ${limit}`;
}
