/**
 * Databases for tests. A template is migrated once per set of services and content of their migrations; each test
 * gets a copy, made by the server in some 20 ms.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '@nex/cli/stack';
import { NexError } from '@nex/core';
import { createPool, identifier, migrate, type Pool, type Queryable, sql } from '@nex/postgres';
import { createJobQueue } from '@nex/queue';
import { inject } from 'vitest';

export interface TestDatabase extends AsyncDisposable {
  url: string;
  name: string;
  /** Disconnects whoever is left and removes the database. Idempotent. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Services whose migrations are applied, each in the schema of its name. Default: all. `[]`: an empty database. */
  services?: readonly string[];
  /** Default: the server of the global set-up. */
  serverUrl?: string;
}

const TEMPLATE_LOCK = 7_145_210;
const TEMPLATE_PREFIX = 'nex_template_';

interface Migrations {
  service: string;
  directory: string;
}

/** A fresh database. The caller drops it. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = options.serverUrl ?? providedServer();
  const migrations = await findMigrations(options.services);
  const name = `nex_test_${randomBytes(6).toString('hex')}`;
  await using admin = adminPool(serverUrl);
  await admin.withConnection(async (connection) => {
    await connection.query(sql`select pg_advisory_lock(${TEMPLATE_LOCK})`);
    try {
      const template = await makeTemplate(connection, serverUrl, migrations);
      // Copying the files costs a third of writing every page ahead, the default of the server.
      await connection.query(
        sql`create database ${identifier(name)} template ${identifier(template)} strategy file_copy`,
      );
    } finally {
      await connection.query(sql`select pg_advisory_unlock(${TEMPLATE_LOCK})`);
    }
  });
  const drop = async () => {
    await using again = adminPool(serverUrl);
    await again.query(sql`drop database if exists ${identifier(name)} with (force)`);
  };
  return { url: withDatabase(serverUrl, name), name, drop, [Symbol.asyncDispose]: drop };
}

/** Removes the templates, for servers that outlive the tests. */
export async function dropTemplates(serverUrl: string): Promise<void> {
  await using admin = adminPool(serverUrl);
  const { rows } = await admin.query<{ datname: string }>(
    sql`select datname from pg_database where datname like ${`${TEMPLATE_PREFIX}%`}`,
  );
  for (const { datname } of rows) await admin.query(sql`drop database if exists ${identifier(datname)}`);
}

function providedServer(): string {
  const url = inject('postgresUrl');
  if (url) return url;
  throw new NexError('unavailable', 'This test has no Postgres server.', {
    hint: 'Put tests that need servers in <room>/test: their vitest project starts them.',
  });
}

function adminPool(url: string): Pool {
  return createPool({ url, max: 1, applicationName: 'nex-testkit' });
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function findMigrations(services: readonly string[] | undefined): Promise<Migrations[]> {
  const names = services ?? (await readdir(join(REPOSITORY, 'services')));
  return [...names]
    .sort()
    .map((service) => ({ service, directory: join(REPOSITORY, 'services', service, 'migrations') }))
    .filter(({ directory }) => existsSync(directory));
}

/** The caller holds the lock, so that test files that run at the same time make it once. */
async function makeTemplate(
  connection: Queryable,
  serverUrl: string,
  migrations: Migrations[],
): Promise<string> {
  const template = `${TEMPLATE_PREFIX}${await contentHash(migrations)}`;
  const { rowCount } = await connection.query(sql`select 1 from pg_database where datname = ${template}`);
  if (rowCount) return template;
  const part = `nex_part_${randomBytes(4).toString('hex')}`;
  await connection.query(sql`create database ${identifier(part)} template template0`);
  try {
    await applyAll(withDatabase(serverUrl, part), migrations);
    await connection.query(sql`alter database ${identifier(part)} rename to ${identifier(template)}`);
  } catch (thrown) {
    await connection.query(sql`drop database if exists ${identifier(part)} with (force)`);
    throw thrown;
  }
  return template;
}

async function applyAll(url: string, migrations: Migrations[]): Promise<void> {
  await using pool = adminPool(url);
  for (const { service, directory } of migrations) await migrate(pool, { schema: service, directory });
  if (migrations.length > 0) await makeQueueTables(url);
}

/** Those that a service makes at its start where they are missing, which takes longer than to copy them. */
async function makeQueueTables(databaseUrl: string): Promise<void> {
  await using queue = createJobQueue({ databaseUrl });
  await queue.depth('run.execute');
}

async function contentHash(migrations: Migrations[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { service, directory } of migrations) {
    for (const file of (await readdir(directory)).sort()) {
      hash.update(`${service}\0${file}\0`).update(await readFile(join(directory, file)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
