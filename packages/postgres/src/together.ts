/**
 * Several statements in one round trip. Postgres makes one transaction of what lies between two Syncs, so they need no
 * `begin` and no `commit`, and what fails undoes all of them.
 */
import { createHash } from 'node:crypto';
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
  readonly #before: ((connection: Wire) => void) | undefined;
  readonly #settle: ((worked: boolean) => void)[] = [];

  constructor(
    queries: readonly Sql[],
    before: ((connection: Wire) => void) | undefined,
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
    this.#before?.(connection);
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

/** In the order of the statements. @param before Writes what goes before them and gives no row. */
export function queryTogether(
  client: pg.PoolClient,
  queries: readonly Sql[],
  before?: (connection: Wire) => void,
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
  return `nex_${createHash('sha1').update(text).digest('base64url')}`;
}
