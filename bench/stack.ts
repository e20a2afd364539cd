/** A Postgres for benchmarks, durable as in production, with a database per case. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@nex/cli/stack';
import { createPool, identifier, sql } from '@nex/postgres';

export interface BenchStack extends AsyncDisposable {
  /** Url of a new, empty database. */
  createDatabase(): Promise<string>;
}

export async function startStack(): Promise<BenchStack> {
  const directory = await mkdtemp(join(tmpdir(), 'nex-bench-'));
  const server = await startPostgres({ directory: join(directory, 'postgres') });
  return {
    async createDatabase() {
      await using pool = createPool({ url: server.url, max: 1 });
      const name = `bench_${randomBytes(4).toString('hex')}`;
      await pool.query(sql`create database ${identifier(name)}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
