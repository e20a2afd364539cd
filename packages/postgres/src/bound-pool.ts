/**
 * A pool for those who must not see everything: each statement and each transaction on it runs under a role without
 * rights of its own, and says whose it is by the setting `nex.tenant`, which the policies of the tables read. Role and
 * setting hold for the transaction alone, so that a connection remembers neither.
 */
import pg from 'pg';
import type { Pool, Queryable, Sql } from './pool.ts';
import { type Prepares, queryTogether, type Wire } from './together.ts';

export interface Binding {
  role: string;
  tenant: string;
}

/** What a bound pool needs of the one below it. */
export interface BindablePool {
  /** Lends a connection. Throws `unavailable`. */
  withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  run<R extends pg.QueryResultRow>(client: pg.PoolClient, query: Sql): Promise<pg.QueryResult<R>>;
  /** Gives the driver's faults their code. */
  guard<T>(work: () => Promise<T>): Promise<T>;
}

const BIND = {
  name: 'nex_bind',
  // Gives no row, so that nothing of it is among the rows of the statement that it goes before.
  text: `select where set_config('role', $1, true) || set_config('nex.tenant', $2, true)
    || set_config('plan_cache_mode', $3, true) is null`,
};

/** @param bindingOf Asked at each statement; throws where nobody is being served. */
export function bindPool(below: BindablePool, bindingOf: () => Binding): Pool {
  const prepared = new WeakSet<pg.PoolClient>();
  const transaction: Pool['transaction'] = (work) => {
    const { role, tenant } = bindingOf();
    return below.withClient(async (client) => {
      const run = (query: Sql) => below.run(client, query);
      await below.guard(() => client.query(`begin; ${settings(role, tenant)}`));
      try {
        const result = await work({ query: run } as Queryable);
        await client.query('commit');
        return result;
      } catch (thrown) {
        await client.query('rollback').catch(() => {});
        throw thrown;
      }
    });
  };
  const withBinding = <T>(work: (client: pg.PoolClient, binding: Binding) => Promise<T>) => {
    const binding = bindingOf();
    return below.withClient((client) =>
      below.guard(async () => {
        // Alone it holds for this statement only.
        if (!prepared.has(client))
          await client.query({ ...BIND, values: [binding.role, binding.tenant, 'auto'] });
        prepared.add(client);
        return work(client, binding);
      }),
    );
  };
  return {
    query: <R extends pg.QueryResultRow>(query: Sql) =>
      withBinding((client, binding) => queryBound<R>(client, binding, query)),
    transaction,
    together: (queries) =>
      withBinding((client, binding) =>
        queryTogether(client, queries, (connection) => bind(connection, binding, 'force_generic_plan')),
      ),
    withConnection: () => Promise.reject(new Error('A connection of its own is bound to nobody.')),
    bound: () => {
      throw new Error('The pool is bound already.');
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function settings(role: string, tenant: string): string {
  const [roleText, tenantText] = [pg.escapeLiteral(role), pg.escapeLiteral(tenant)];
  return `select set_config('role', ${roleText}, true), set_config('nex.tenant', ${tenantText}, true)`;
}

/**
 * Sends the binding and the statement before one Sync. Postgres makes one transaction of what lies between two, so
 * this costs no round trip and no `begin` or `commit`.
 */
class BoundQuery extends pg.Query {
  readonly #binding: Binding;
  readonly #planned: Planned;

  constructor(query: Sql, binding: Binding, done: (error: unknown, results: unknown) => void) {
    // Only what is sent in parts can be put together with another statement, also when it has no values.
    const config = { text: query.text, values: query.values, name: query.name, queryMode: 'extended' };
    super(config as pg.QueryConfig, done as never);
    this.#binding = binding;
    // Its name says that it is to be planned once.
    this.#planned = query.name === undefined ? 'auto' : 'force_generic_plan';
  }

  prepare(connection: Wire): void {
    bind(connection, this.#binding, this.#planned);
    (pg.Query.prototype as unknown as Prepares).prepare.call(this, connection);
  }
}

type Planned = 'auto' | 'force_generic_plan';

function bind(connection: Wire, { role, tenant }: Binding, planned: Planned): void {
  connection.bind({ statement: BIND.name, values: [role, tenant, planned], portal: '', binary: false });
  connection.execute({ portal: '', rows: 0 });
}

/** @param client The binding is a prepared statement on it. */
function queryBound<R extends pg.QueryResultRow>(
  client: pg.PoolClient,
  binding: Binding,
  query: Sql,
): Promise<pg.QueryResult<R>> {
  return new Promise((resolve, reject) => {
    client.query(
      new BoundQuery(query, binding, (error, results) => {
        if (error) reject(error as Error);
        // The first is the binding's.
        else resolve((results as pg.QueryResult<R>[]).at(-1) as pg.QueryResult<R>);
      }),
    );
  });
}
