/** Reads by several functions in one round trip. */
import type pg from 'pg';
import type { Pool, Queryable, Sql } from './pool.ts';

export interface Gathered extends Queryable {
  readonly gathers: true;
}

interface Waiting {
  query: Sql;
  resolve(result: pg.QueryResult): void;
  reject(thrown: unknown): void;
}

/**
 * Statements that are asked for in one turn, before anything is waited for, go as `together` sends them: in their order, and the
 * first that fails fails all.
 */
export function gather(pool: Pool): Gathered {
  let waiting: Waiting[] = [];
  const send = async () => {
    const sent = waiting;
    waiting = [];
    try {
      const results = await pool.together(sent.map(({ query }) => query));
      for (const [index, result] of results.entries()) sent[index]?.resolve(result);
    } catch (thrown) {
      for (const { reject } of sent) reject(thrown);
    }
  };
  return {
    gathers: true,
    query: <R extends pg.QueryResultRow>(query: Sql) =>
      new Promise<pg.QueryResult<R>>((resolve, reject) => {
        if (waiting.length === 0) queueMicrotask(() => void send());
        waiting.push({ query, resolve: resolve as Waiting['resolve'], reject });
      }),
  };
}
