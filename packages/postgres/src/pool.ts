/** The Postgres driver's door: pools and typed queries. Nobody else imports `pg`. */
import { type Metrics, NexError, NO_METRICS, secondsSince } from '@nex/core';
import pg from 'pg';
import type * as z from 'zod';
import { type Binding, bindPool } from './bound-pool.ts';
import { nameOf, plannedOnce } from './together.ts';

export interface PoolOptions {
  url: string;
  /** Most connections. Default 10. */
  max?: number;
  applicationName?: string;
  /** Told of connections, waits and statements. */
  metrics?: Metrics;
}

/** What queries run on: a pool or a transaction. */
export interface Queryable {
  query<R extends pg.QueryResultRow>(query: Sql): Promise<pg.QueryResult<R>>;
}

/** A statement with its values apart from its text. Made by `sql`. */
export interface Sql {
  text: string;
  values: unknown[];
  /** Prepares the statement once per connection; the text must be the same each time. */
  name?: string;
}

export interface Pool extends Queryable, AsyncDisposable {
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /**
   * One transaction in one round trip, for statements that do not need the rows of those before them here. Each sees what
   * those before it did, and what others committed before it began; the first that fails undoes all.
   * @returns In the order of the statements.
   */
  together(queries: readonly Sql[]): Promise<Results>;
  /** A connection of its own, for advisory locks. */
  withConnection<T>(work: (connection: Queryable) => Promise<T>): Promise<T>;
  /** The same connections for work that is done for somebody, under a role that sees what is that tenant's. */
  bound(bindingOf: () => Binding): Pool;
}

/** `` sql`select ${value}` ``: values become parameters, other `sql` fragments are spliced in. */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  const values: unknown[] = [];
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    if (isSql(part)) {
      text += part.text.replaceAll(/\$(\d+)/g, (_, n: string) => `$${Number(n) + values.length}`);
      values.push(...part.values);
    } else {
      values.push(part);
      text += `$${values.length}`;
    }
    text += strings[index + 1] ?? '';
  });
  return { text, values };
}

function isSql(part: unknown): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part && 'values' in part;
}

/**
 * The same, prepared on each connection under a name of its text: planned once, not each time, and for any values. For what is
 * asked again and again, and whose fragments make few texts.
 */
export function prepared(query: Sql): Sql {
  return { ...query, name: nameOf(query.text) };
}

/** Of statements that went together. */
export type Results = pg.QueryResult[];

/** A quoted name, for schemas and tables. */
export function identifier(name: string): Sql {
  return { text: `"${name.replaceAll('"', '""')}"`, values: [] };
}

/**
 * Binds a value as jsonb. What jsonb cannot hold (U+0000 and halves of surrogate pairs, which a cut text may end with)
 * becomes U+FFFD; everything else stays to the byte, the written-out text `\u0000` included.
 */
export function json(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  if (!text.includes('\\u')) return text;
  return text.replaceAll(/\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|[^])/g, (escape) =>
    escape.length > 2 ? '\\ufffd' : escape,
  );
}

/** Postgres refuses U+0000 in text too. */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

export function createPool(options: PoolOptions): Pool {
  const { max = 10, metrics = NO_METRICS } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    max,
    application_name: options.applicationName ?? 'nex',
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const watching = watchPool(pool, max, metrics);
  const run = measured(metrics);
  const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const waits = pool.idleCount === 0 && pool.totalCount >= max;
    const client = await connect(pool);
    if (waits) metrics.record('nex_postgres_wait_seconds', secondsSince(startedAt), {});
    try {
      return await work(client);
    } finally {
      client.release();
    }
  };
  const query = plannedOnce();
  const together = (queries: readonly Sql[]) =>
    withClient((client) => timed(metrics, () => guard(() => query(client, queries))));
  return {
    async query<R extends pg.QueryResultRow>(query: Sql) {
      if (query.name === undefined) return run<R>(pool, query);
      return (await together([query]))[0] as pg.QueryResult<R>;
    },
    withConnection: (work) => withClient((client) => work({ query: (query) => run(client, query) })),
    transaction: (work) =>
      withClient(async (client) => {
        await client.query('begin');
        try {
          const result = await work({ query: (query) => run(client, query) });
          await client.query('commit');
          return result;
        } catch (thrown) {
          await client.query('rollback').catch(() => {});
          throw thrown;
        }
      }),
    together,
    bound: (bindingOf) => bindPool({ withClient, run, guard }, bindingOf),
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      await pool.end();
    },
  };
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    const client = await pool.connect();
    // The pool listens only while it holds the client. A connection that ends in the middle of a transaction makes the
    // next query fail; without a listener its event would end the process.
    if (client.listenerCount('error') === 0) client.on('error', () => {});
    return client;
  } catch (cause) {
    throw new NexError('unavailable', 'The database cannot be reached.', {
      hint: 'Check that Postgres runs and that DATABASE_URL is right.',
      cause,
    });
  }
}

function watchPool(pool: pg.Pool, max: number, metrics: Metrics): Disposable {
  const stack = new DisposableStack();
  stack.use(
    metrics.watch('nex_postgres_connections', () => [
      { value: pool.totalCount - pool.idleCount, labels: { state: 'busy' } },
      { value: pool.idleCount, labels: { state: 'idle' } },
    ]),
  );
  stack.use(metrics.watch('nex_postgres_connections_limit', () => [{ value: max, labels: {} }]));
  stack.use(metrics.watch('nex_postgres_waiting', () => [{ value: pool.waitingCount, labels: {} }]));
  return stack;
}

/** Runs statements, and tells how long each took. */
function measured(metrics: Metrics) {
  return <R extends pg.QueryResultRow>(on: pg.Pool | pg.PoolClient, query: Sql) =>
    timed(metrics, () => run<R>(on, query));
}

async function timed<T>(metrics: Metrics, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let outcome = 'error';
  try {
    const result = await work();
    outcome = 'ok';
    return result;
  } finally {
    metrics.record('nex_postgres_query_duration_seconds', secondsSince(startedAt), { outcome });
  }
}

function run<R extends pg.QueryResultRow>(
  on: pg.Pool | pg.PoolClient,
  query: Sql,
): Promise<pg.QueryResult<R>> {
  // A name of `undefined` means none.
  return guard(() => on.query<R>({ text: query.text, values: query.values, name: query.name }));
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isConnectionFault(cause))
      throw new NexError('unavailable', 'The database cannot be reached.', { cause });
    if (isUnstorable(cause)) {
      throw new NexError('invalid_request', 'A text holds a character that cannot be stored: U+0000.', {
        cause,
      });
    }
    throw cause;
  }
}

/** No text of Postgres holds U+0000. What may hold it is made with `json`, or cleaned before. */
function isUnstorable(thrown: unknown): boolean {
  return thrown instanceof pg.DatabaseError && thrown.code === '22021';
}

function isConnectionFault(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown ? String(thrown.code) : '';
  return (
    /^(ECONN|ENOENT|EPIPE|57P0|08|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_)|_CERT(_|$)/.test(code) ||
    thrown.message.startsWith('Connection terminated')
  );
}

/** True for a violation of a unique constraint. */
export function isUniqueViolation(thrown: unknown): boolean {
  return hasCode(thrown, '23505');
}

/** True for what a statement fails with to end those that go together with it. */
export function isDivisionByZero(thrown: unknown): boolean {
  return hasCode(thrown, '22012');
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

/** All rows, each read through the schema. */
export async function many<T extends z.ZodType>(
  on: Queryable,
  schema: T,
  query: Sql,
): Promise<z.output<T>[]> {
  return rowsOf(schema, await on.query(query));
}

/** The first row, or `undefined`. */
export async function maybeOne<T extends z.ZodType>(
  on: Queryable,
  schema: T,
  query: Sql,
): Promise<z.output<T> | undefined> {
  return (await many(on, schema, query))[0];
}

/** Reads the rows of a result through the schema. */
export function rowsOf<T extends z.ZodType>(schema: T, result: pg.QueryResult | undefined): z.output<T>[] {
  return (result?.rows ?? []).map((row) => schema.parse(row));
}

/** Runs a statement; the number of rows that it touched. */
export async function execute(on: Queryable, query: Sql): Promise<number> {
  return (await on.query(query)).rowCount ?? 0;
}
