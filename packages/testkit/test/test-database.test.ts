import { createPool, sql } from '@nex/postgres';
import { createTestDatabase } from '@nex/testkit';
import { expect, inject, test } from 'vitest';

async function databases(): Promise<string[]> {
  await using pool = createPool({ url: inject('postgresUrl'), max: 1 });
  const { rows } = await pool.query<{ datname: string }>(sql`select datname from pg_database order by 1`);
  return rows.map((row) => row.datname);
}

test('each test gets a database of its own, and it is gone afterwards', async () => {
  const first = await createTestDatabase({ services: [] });
  const second = await createTestDatabase({ services: [] });
  expect(first.name).not.toBe(second.name);
  {
    await using pool = createPool({ url: first.url, max: 1 });
    await pool.query(sql`create table only_here (n int)`);
  }
  {
    await using pool = createPool({ url: second.url, max: 1 });
    const { rowCount } = await pool.query(sql`select 1 from pg_tables where tablename = 'only_here'`);
    expect(rowCount).toBe(0);
  }
  await first.drop();
  await second.drop();
  await second.drop();
  const left = await databases();
  expect(left).not.toContain(first.name);
  expect(left).not.toContain(second.name);
});

test('the template is made once, also when many ask at the same time', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => createTestDatabase({ services: [] })));
  expect(new Set(made.map((database) => database.name)).size).toBe(6);
  expect((await databases()).filter((name) => name.startsWith('nex_part_'))).toEqual([]);
  await Promise.all(made.map((database) => database.drop()));
});

test('a database that somebody still uses is dropped all the same', async () => {
  const database = await createTestDatabase({ services: [] });
  await using pool = createPool({ url: database.url, max: 1 });
  await pool.query(sql`select 1`);
  await database.drop();
  expect(await databases()).not.toContain(database.name);
});

test('the tiers are named', () => {
  expect(inject('tiers').postgres).not.toBe('');
  expect(inject('tiers').redis).not.toBe('');
  expect(inject('redisUrl') === null).toBe(inject('tiers').redis.startsWith('unavailable'));
});
