/** What separates a database from the migrations of this checkout. Reads only. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestText } from '@nex/core/digest';
import * as z from 'zod';
import type { MigrateOptions } from './migrate.ts';
import { identifier, many, type Queryable, sql } from './pool.ts';

export interface MigrationDifferences {
  /** Of this checkout, and not applied. */
  pending: string[];
  /** Applied, and other than in this checkout. */
  changed: string[];
  /** Applied, and not of this checkout: the database is newer. */
  unknown: string[];
}

export async function compareMigrations(
  db: Queryable,
  { schema, directory }: MigrateOptions,
): Promise<MigrationDifferences> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const [table] = await many(
    db,
    z.object({ exists: z.boolean() }),
    sql`select to_regclass(${`"${schema}".migrations`}) is not null as exists`,
  );
  const rows = table?.exists
    ? await many(
        db,
        z.object({ name: z.string(), digest: z.string() }),
        sql`select name, digest from ${identifier(schema)}.migrations order by name`,
      )
    : [];
  const applied = new Map(rows.map(({ name, digest }) => [name, digest]));
  const changed: string[] = [];
  for (const name of names) {
    const before = applied.get(name);
    if (before !== undefined && before !== digestText(await readFile(join(directory, name), 'utf8'))) {
      changed.push(name);
    }
  }
  return {
    pending: names.filter((name) => !applied.has(name)),
    changed,
    unknown: rows.map(({ name }) => name).filter((name) => !names.includes(name)),
  };
}
