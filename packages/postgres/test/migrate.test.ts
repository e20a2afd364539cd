import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import {
  compareMigrations,
  createPool,
  execute,
  identifier,
  isUniqueViolation,
  many,
  migrate,
  type Pool,
  pendingMigrations,
  sql,
} from '../src/index.ts';

let database: TestDatabase;
let pool: Pool;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase({ services: [] });
  pool = createPool({ url: database.url });
  directory = await mkdtemp(join(tmpdir(), 'nex-migrate-'));
});

afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await database.drop();
  await rm(directory, { recursive: true });
});

test('each file is applied once, in order, by any number of replicas at the same time', async () => {
  await writeFile(
    join(directory, '0001_first.sql'),
    'create table a (n int unique); insert into a values (1);',
  );
  await writeFile(join(directory, '0002_second.sql'), 'insert into a values (2);');
  const folder = { schema: 'rooms', directory };
  expect(await pendingMigrations(pool, folder)).toEqual(['0001_first.sql', '0002_second.sql']);
  const replicas = await Promise.all([1, 2, 3].map(() => migrate(pool, { schema: 'rooms', directory })));
  expect(replicas.flat().sort()).toEqual(['0001_first.sql', '0002_second.sql']);
  expect(await migrate(pool, folder)).toEqual([]);
  expect(await pendingMigrations(pool, folder)).toEqual([]);
  const rows = await many(pool, z.object({ n: z.number() }), sql`select n from rooms.a order by n`);
  expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a file that fails leaves nothing behind and can be corrected', async () => {
  await writeFile(
    join(directory, '0003_third.sql'),
    'insert into a values (3); insert into nowhere values (1);',
  );
  await expect(migrate(pool, { schema: 'rooms', directory })).rejects.toThrow();
  expect(await many(pool, z.object({ n: z.number() }), sql`select n from rooms.a where n = 3`)).toEqual([]);
  await writeFile(join(directory, '0003_third.sql'), 'insert into a values (3);');
  expect(await migrate(pool, { schema: 'rooms', directory })).toEqual(['0003_third.sql']);
});

test('a file that was changed after it was applied is refused', async () => {
  await writeFile(join(directory, '0001_first.sql'), 'create table b (n int);');
  await expect(migrate(pool, { schema: 'rooms', directory })).rejects.toMatchObject({
    code: 'internal',
    hint: expect.stringContaining('append-only'),
  });
});

test('a transaction that throws changes nothing', async () => {
  const failing = pool.transaction(async (tx) => {
    await execute(tx, sql`insert into rooms.a values (10)`);
    await execute(tx, sql`insert into rooms.a values (10)`);
  });
  await expect(failing).rejects.toSatisfy(isUniqueViolation);
  const table = identifier('rooms');
  expect(await execute(pool, sql`delete from ${table}.a where n = 10`)).toBe(0);
});

test('an unreachable server is one clear error', async () => {
  await using nowhere = createPool({ url: 'postgres://127.0.0.1:1/none' });
  await expect(nowhere.query(sql`select 1`)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a comparison tells what is pending, changed and unknown, and changes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nex-compare-'));
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  const options = { schema: 'compared', directory: folder };
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write('0001_first.sql', 'create table a (n int);');
  expect(await compareMigrations(pool, options)).toEqual({
    pending: ['0001_first.sql'],
    changed: [],
    unknown: [],
  });
  await write('0002_second.sql', 'insert into a values (1);');
  await migrate(pool, options);
  expect(await compareMigrations(pool, options)).toEqual({ pending: [], changed: [], unknown: [] });
  await write('0001_first.sql', 'create table a (n bigint);');
  await rm(join(folder, '0002_second.sql'));
  await write('0003_third.sql', 'insert into a values (3);');
  expect(await compareMigrations(pool, options)).toEqual({
    pending: ['0003_third.sql'],
    changed: ['0001_first.sql'],
    unknown: ['0002_second.sql'],
  });
});
