/** Whether Postgres can be reached, is new enough, writable, and has connections, order and copies that keep up. */
import { createPool, many, type Pool, sql } from '@nex/postgres';
import * as z from 'zod';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';

/** The statements of the services need nothing of a later one. */
const OLDEST_VERSION = 14;
const FULL = 0.8;
const MAX_LAG_SECONDS = 30;
const MAX_IDLE_SECONDS = 600;
const MANY_DEAD_ROWS = 100_000;
const DEAD_SHARE = 0.3;

export const database: Check = {
  name: 'database',
  about: 'Postgres: reachable, version, connections, vacuum, open transactions, lag of its copies',
  async run({ deployment: { databaseUrl } }) {
    if (databaseUrl === undefined) {
      return [fail('Postgres', 'no database is known', 'Set DATABASE_URL as the services have it.')];
    }
    await using pool = createPool({ url: databaseUrl, max: 2, applicationName: 'nex-doctor' });
    const all = [readServer, readConnections, readIdle, readVacuum, readLag];
    const findings: Finding[] = [];
    for (const read of all) findings.push(...(await read(pool)));
    return findings;
  },
};

const Server = z.object({
  version: z.string(),
  number: z.coerce.number(),
  standby: z.boolean(),
  size: z.string(),
  durable: z.boolean(),
});

async function readServer(pool: Pool): Promise<Finding[]> {
  const startedAt = performance.now();
  const [server] = await many(
    pool,
    Server,
    sql`select current_setting('server_version') as version, current_setting('server_version_num') as number,
      pg_is_in_recovery() as standby, pg_size_pretty(pg_database_size(current_database())) as size,
      current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on' as durable`,
  );
  if (!server) return [];
  const ms = Math.round(performance.now() - startedAt);
  if (server.number < OLDEST_VERSION * 10_000) {
    return [fail('Postgres', `is of version ${server.version}`, `Take Postgres ${OLDEST_VERSION} or later.`)];
  }
  if (server.standby) {
    return [
      fail('Postgres', 'is a standby, which cannot be written to', 'Let DATABASE_URL name the primary.'),
    ];
  }
  const found = ok('Postgres', `version ${server.version}, ${server.size}, answers in ${ms} ms`);
  const durable = warn(
    'Postgres',
    'fsync or full_page_writes is off: a power cut can lose rows',
    'Set both to on, unless this is a trial.',
  );
  return server.durable ? [found] : [found, durable];
}

async function readConnections(pool: Pool): Promise<Finding[]> {
  const [row] = await many(
    pool,
    z.object({ used: z.number(), limit: z.coerce.number() }),
    sql`select count(*)::int as used, current_setting('max_connections') as limit from pg_stat_activity
      where backend_type = 'client backend'`,
  );
  if (!row) return [];
  const says = `${row.used} of ${row.limit} connections are open`;
  if (row.used < row.limit * FULL) return [ok('connections', says)];
  return [
    warn('connections', says, 'Raise max_connections, run fewer replicas, or put a pooler in between.'),
  ];
}

async function readIdle(pool: Pool): Promise<Finding[]> {
  const rows = await many(
    pool,
    z.object({ application: z.string(), seconds: z.coerce.number() }),
    sql`select application_name as application, extract(epoch from clock_timestamp() - state_change) as seconds
      from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()
        and state_change < clock_timestamp() - ${MAX_IDLE_SECONDS} * interval '1 s' order by 2 desc limit 5`,
  );
  return rows.map(({ application, seconds }) =>
    warn(
      'transactions',
      `${application || 'a client'} has kept one open and idle for ${Math.round(seconds / 60)} min`,
      'End that client: while it waits, vacuum cannot clear what it might still see.',
    ),
  );
}

async function readVacuum(pool: Pool): Promise<Finding[]> {
  const rows = await many(
    pool,
    z.object({ name: z.string(), dead: z.coerce.number(), share: z.coerce.number() }),
    sql`select schemaname || '.' || relname as name, n_dead_tup as dead,
        n_dead_tup::float8 / greatest(n_live_tup + n_dead_tup, 1) as share
      from pg_stat_user_tables where n_dead_tup > ${MANY_DEAD_ROWS}
        and n_dead_tup > ${DEAD_SHARE}::float8 * (n_live_tup + n_dead_tup) order by 2 desc limit 5`,
  );
  if (rows.length === 0) return [ok('vacuum', 'keeps up')];
  return rows.map(({ name, dead, share }) =>
    warn(
      name,
      `${dead} dead rows, ${Math.round(share * 100)} % of the table`,
      `Run vacuum (analyze) ${name}, and let autovacuum come sooner: autovacuum_vacuum_scale_factor 0.05.`,
    ),
  );
}

async function readLag(pool: Pool): Promise<Finding[]> {
  const rows = await many(
    pool,
    z.object({ name: z.string(), seconds: z.coerce.number() }),
    sql`select coalesce(nullif(application_name, ''), 'a copy') as name, coalesce(extract(epoch from replay_lag), 0) as seconds
      from pg_stat_replication`,
  );
  return rows.map(({ name, seconds }) => {
    const says = `${name} is ${seconds.toFixed(1)} s behind`;
    return seconds <= MAX_LAG_SECONDS
      ? ok('replication', says)
      : warn('replication', says, 'Look at its disk and network: a failover now would lose that much.');
  });
}
