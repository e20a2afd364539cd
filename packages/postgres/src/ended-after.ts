/** Pages of what has ended, by the time of its end: for tables with the columns `id` and `finished_at`. */
import * as z from 'zod';
import { many, type Queryable, type Sql, sql } from './pool.ts';

/** To the microsecond, as the next page needs it. */
export const ENDED_AT: Sql = sql`to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ended_at`;

export interface EndedAfter {
  after: string;
  afterId: string;
  limit: number;
}

/** Begins with `and`. */
export function endedAfter({ after, afterId, limit }: EndedAfter): Sql {
  return sql`and (finished_at, id) > (${after}::timestamptz, ${afterId}) order by finished_at, id limit ${limit}`;
}

const Ended = z
  .object({ id: z.string(), state: z.string(), failure_code: z.string().nullable(), ended_at: z.string() })
  .transform(({ id, state, failure_code, ended_at }) => ({
    id,
    state,
    outcome: '',
    failureCode: failure_code ?? '',
    endedAt: ended_at,
  }));

/** Of a table that has `state` and `failure` besides, by the time of the end. */
export function listEnded(on: Queryable, table: Sql, query: EndedAfter): Promise<z.output<typeof Ended>[]> {
  return many(
    on,
    Ended,
    sql`select id, state, failure->>'code' as failure_code, ${ENDED_AT} from ${table}
      where finished_at is not null ${endedAfter(query)}`,
  );
}
