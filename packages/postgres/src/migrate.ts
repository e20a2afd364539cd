/**
 * Migrations: append-only `NNNN_title.sql` files of one service, each applied once, in order, in a transaction of
 * its own, under an advisory lock, so that any number of replicas may start together.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { digestText } from '@nex/core/digest';
import * as z from 'zod';
import { execute, identifier, many, type Pool, sql } from './pool.ts';

const Applied = z.object({ name: z.string(), digest: z.string() });

export interface MigrateOptions {
  /** Postgres schema that the service owns. Created when absent; the migrations run with it as search path. */
  schema: string;
  /** Directory of the files. */
  directory: string;
}

/** Names of the migrations that were applied now. */
export async function migrate(pool: Pool, options: MigrateOptions): Promise<string[]> {
  const names = await namesIn(options.directory);
  const schema = identifier(options.schema);
  return pool.withConnection(async (connection) => {
    await connection.query(sql`select pg_advisory_lock(hashtext('nex.migrate'))`);
    try {
      await connection.query(sql`create schema if not exists ${schema}`);
      await connection.query(sql`set search_path to ${schema}`);
      await connection.query(
        sql`create table if not exists migrations (
          name text primary key, digest text not null, applied_at timestamptz not null default now())`,
      );
      const known = new Map(
        (await many(connection, Applied, sql`select name, digest from migrations`)).map((row) => [
          row.name,
          row.digest,
        ]),
      );
      const applied: string[] = [];
      for (const name of names) {
        const text = await readFile(join(options.directory, name), 'utf8');
        const digest = digestText(text);
        const before = known.get(name);
        if (before !== undefined && before !== digest) {
          throw new NexError(
            'internal',
            `Migration ${options.schema}/${name} was changed after it was applied.`,
            {
              hint: 'Migrations are append-only: restore the file and put the change into a new one.',
            },
          );
        }
        if (before !== undefined) continue;
        await connection.query(sql`begin`);
        await connection.query({ text, values: [] });
        await execute(connection, sql`insert into migrations (name, digest) values (${name}, ${digest})`);
        await connection.query(sql`commit`);
        applied.push(name);
      }
      return applied;
    } catch (thrown) {
      await connection.query(sql`rollback`).catch(() => {});
      throw thrown;
    } finally {
      await connection.query(sql`reset search_path`);
      await connection.query(sql`select pg_advisory_unlock(hashtext('nex.migrate'))`);
    }
  });
}

/** Names of the migrations that nobody has applied yet. Changes nothing, and needs no right to. */
export async function pendingMigrations(pool: Pool, options: MigrateOptions): Promise<string[]> {
  const names = await namesIn(options.directory);
  const table = `${options.schema}.migrations`;
  const [there] = await many(
    pool,
    z.object({ there: z.boolean() }),
    sql`select to_regclass(${table}) is not null as there`,
  );
  if (!there?.there) return names;
  const applied = await many(
    pool,
    z.object({ name: z.string() }),
    sql`select name from ${identifier(options.schema)}.migrations`,
  );
  const known = new Set(applied.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => /^\d{4}_[a-z0-9_-]+\.sql$/.test(name)).sort();
}
