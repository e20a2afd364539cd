/**
 * Several statements in one round trip. Postgres makes one transaction of what lies between two Syncs, so they need no
 * `begin` and no `commit`, and what fails undoes all of them.
 */
import { hash } from 'node:crypto';
import pg from 'pg';
import type { Results, Sql } from './pool.ts';

/** The part of the driver's connection that writes messages; its own types leave out half of the fields. */
export interface Wire {
  bind(message: { statement: string; values: unknown[]; portal: string; binary: boolean }): void;
  execute(message: { portal: string; rows: number }): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
  submittedNamedStatements: Record<string, string>;
  parsedStatements: Record<string, string>;
}
export interface Prepares {
  prepare(connection: Wire): void;
}

/** Prepared on their connection under a name of their text, so their texts must be few. */
class Together extends pg.Query {
  readonly #queries: readonly Sql[];
  readonly #before: (connection: Wire) => void;
  readonly #settle: ((worked: boolean) => void)[] = [];

  constructor(
    queries: readonly Sql[],
    before: (connection: Wire) => void,
    done: (error: unknown, results: unknown) => void,
  ) {
    super(
      { text: 'together', values: [], queryMode: 'extended' } as pg.QueryConfig,
      ((error: unknown, results: unknown) => {
        for (const settle of this.#settle) settle(!error);
        done(error, results);
      }) as never,
    );
    this.#queries = queries;
    this.#before = before;
  }

  prepare(connection: Wire): void {
    this.#before(connection);
    const silent = Object.create(connection, { sync: { value: () => {} } }) as Wire;
    const { submittedNamedStatements: submitted, parsedStatements: parsed } = connection;
    for (const { text, values } of this.#queries) {
      const name = nameOf(text);
      if (submitted[name] === undefined && parsed[name] === undefined) {
        // Closing what is not there is no error.
        silent.close({ type: 'S', name });
        this.#settle.push((worked) => {
          delete submitted[name];
          // What of it the server knows after a fault is not known: it is prepared anew.
          if (worked) parsed[name] = text;
        });
      }
      const one = new pg.Query({ text, values, name, queryMode: 'extended' } as pg.QueryConfig);
      (one as unknown as Prepares).prepare(silent);
    }
    connection.sync();
  }
}

const PLAN_ONCE = {
  name: 'nex_plan_once',
  // Gives no row, so that nothing of it is among the rows of the statements that it goes before.
  text: `select where set_config('plan_cache_mode', 'force_generic_plan', true) is null`,
};

/**
 * The same on connections without a binding. Postgres plans the statements once: left to itself it plans one with an array
 * anew each time, since it takes an unknown array for a long one.
 */
export function plannedOnce(): (client: pg.PoolClient, queries: readonly Sql[]) => Promise<Results> {
  const prepared = new WeakSet<pg.PoolClient>();
  return async (client, queries) => {
    if (!prepared.has(client)) await client.query(PLAN_ONCE);
    prepared.add(client);
    return queryTogether(client, queries, (connection) => {
      connection.bind({ statement: PLAN_ONCE.name, values: [], portal: '', binary: false });
      connection.execute({ portal: '', rows: 0 });
    });
  };
}

/** In the order of the statements. @param before Writes what goes before them and gives no row. */
export function queryTogether(
  client: pg.PoolClient,
  queries: readonly Sql[],
  before: (connection: Wire) => void,
): Promise<Results> {
  return new Promise((resolve, reject) => {
    client.query(
      new Together(queries, before, (error, results) => {
        if (error) reject(error as Error);
        else resolve([results].flat().slice(-queries.length) as Results);
      }),
    );
  });
}

/** Of a prepared statement. */
export function nameOf(text: string): string {
  return `nex_${hash('sha1', text, 'base64url')}`;
}
