/** What is asked on a bound pool is asked for one tenant, and nothing of it stays with the connection. */
import { createTestDatabase, type TestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  createPool,
  execute,
  many,
  type Pool,
  prepared,
  type Queryable,
  type Sql,
  sql,
} from '../src/index.ts';

const ROLE = 'nex_bound_pool_test';
let database: TestDatabase;
let pool: Pool;
let tenant = 'one';
let bound: Pool;

const names = async (on: Queryable, query: Sql = sql`select name from things order by name`) =>
  (await many(on, z.object({ name: z.string() }), query)).map((row) => row.name);

beforeAll(async () => {
  database = await createTestDatabase({ services: [] });
  // One connection: what one request leaves behind the next would find.
  pool = createPool({ url: database.url, max: 1 });
  bound = pool.bound(() => ({ role: ROLE, tenant }));
  await pool.query(
    sql`do $$ begin create role nex_bound_pool_test nologin; exception when duplicate_object then null; end $$`,
  );
  await pool.query(sql`create table things (name text primary key, tenant text not null)`);
  await pool.query(sql`alter table things enable row level security`);
  await pool.query(
    sql`create policy tenant on things using (tenant = (select current_setting('nex.tenant', true)))`,
  );
  await pool.query(sql`grant select, insert, update, delete on things to nex_bound_pool_test`);
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  tenant = 'one';
  await pool.query(sql`truncate things`);
  await pool.query(sql`insert into things values ('apple', 'one'), ('pear', 'two')`);
});

test('a statement sees what is the tenant’s; the next on the same connection what is the next one’s', async () => {
  expect(await names(bound)).toEqual(['apple']);
  tenant = 'two';
  expect(await names(bound)).toEqual(['pear']);
  expect(await names(pool)).toEqual(['apple', 'pear']);
});

test('values, names of statements and statements without rows are as without a binding', async () => {
  for (const id of ['apple', 'pear', 'apple']) {
    const named = { ...sql`select name from things where name = ${id}`, name: 'by_name' };
    expect(await names(bound, named)).toEqual(id === 'apple' ? ['apple'] : []);
  }
  expect(await execute(bound, sql`insert into things values (${'plum'}, ${'one'})`)).toBe(1);
  expect(await execute(bound, sql`update things set name = name || '!'`)).toBe(2);
  expect(await names(bound, sql`select name from things where false`)).toEqual([]);
  expect(await names(pool)).toEqual(['apple!', 'pear', 'plum!']);
});

test('nothing is written for another', async () => {
  const refused = expect.objectContaining({ code: '42501' });
  await expect(execute(bound, sql`insert into things values ('plum', 'two')`)).rejects.toEqual(refused);
  await expect(execute(bound, sql`update things set tenant = 'two'`)).rejects.toEqual(refused);
  expect(await execute(bound, sql`delete from things where name = 'pear'`)).toBe(0);
  expect(await names(pool)).toEqual(['apple', 'pear']);
});

describe('a transaction', () => {
  test('is bound as a whole, and takes back what it did when it fails', async () => {
    const work = bound.transaction(async (tx) => {
      await execute(tx, sql`insert into things values ('plum', 'one')`);
      expect(await names(tx)).toEqual(['apple', 'plum']);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await names(bound)).toEqual(['apple']);
    expect(await names(pool)).toEqual(['apple', 'pear']);
  });

  test('takes names of tenants as they are', async () => {
    tenant = `o'ne`;
    expect(await bound.transaction((tx) => names(tx))).toEqual([]);
  });
});

test('a fault leaves the connection usable and unbound', async () => {
  await expect(bound.query(sql`select 1 / 0`)).rejects.toThrow('division by zero');
  await expect(bound.query(sql`select no_such_column from things`)).rejects.toThrow('no_such_column');
  await expect(bound.query({ ...sql`select nothing_there`, name: 'broken' })).rejects.toThrow(
    'nothing_there',
  );
  expect(await names(pool)).toEqual(['apple', 'pear']);
  expect(await names(bound)).toEqual(['apple']);
});

test('where nobody is served nothing is asked', async () => {
  const unserved = pool.bound(() => {
    throw new Error('nobody');
  });
  expect(() => unserved.query(sql`select 1`)).toThrow('nobody');
  await pool.transaction(async (tx) => {
    await tx.query(sql`set local role nex_bound_pool_test`);
    expect(await names(tx)).toEqual([]);
  });
});

test('many at once keep apart', async () => {
  await using wide = createPool({ url: database.url, max: 4 });
  const asked = await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const who = index % 2 ? 'one' : 'two';
      return names(wide.bound(() => ({ role: ROLE, tenant: who })));
    }),
  );
  expect(asked).toEqual(asked.map((_, index) => (index % 2 ? ['apple'] : ['pear'])));
});

describe('statements that go together', () => {
  test('give their results in order, each after those before it', async () => {
    for (const on of [pool, bound]) {
      // Twice, since the statements are known to the connection from then on.
      for (const name of ['fig', 'kiwi']) {
        const [made, read, gone] = await on.together([
          sql`insert into things values (${name}, ${'one'}) returning name`,
          sql`select name from things where tenant = ${'one'} order by name`,
          sql`delete from things where name = ${name}`,
        ]);
        expect(made?.rows).toEqual([{ name }]);
        expect(read?.rows).toEqual([{ name: 'apple' }, { name }]);
        expect(gone?.rowCount).toBe(1);
      }
    }
    // Known to the connection by itself before.
    expect(await names(pool, prepared(sql`select name from things where name = ${'pear'}`))).toEqual([
      'pear',
    ]);
    expect((await pool.together([sql`select name from things where name = ${'pear'}`]))[0]?.rows).toEqual([
      { name: 'pear' },
    ]);
  });

  test('are undone by the first that fails, and can be sent again', async () => {
    const fruit = (count: number) => [
      sql`insert into things values (${'fig'}, ${'one'})`,
      sql`select 1 / ${count}::int as n`,
      sql`insert into things values (${'kiwi'}, ${'one'})`,
    ];
    for (const on of [pool, bound]) {
      await expect(on.together(fruit(0))).rejects.toMatchObject({ code: '22012' });
      expect(await names(bound)).toEqual(['apple']);
      expect((await on.together(fruit(1)))[1]?.rows).toEqual([{ n: 1 }]);
      expect(await names(bound)).toEqual(['apple', 'fig', 'kiwi']);
      await execute(pool, sql`delete from things where name in ('fig', 'kiwi')`);
    }
  });

  test('see and write on a bound pool what is the tenant’s', async () => {
    tenant = 'two';
    const [seen] = await bound.together([sql`select name from things`]);
    expect(seen?.rows).toEqual([{ name: 'pear' }]);
    await expect(bound.together([sql`insert into things values ('fig', 'one')`])).rejects.toMatchObject({
      code: '42501',
    });
    expect(await names(pool)).toEqual(['apple', 'pear']);
  });
});
