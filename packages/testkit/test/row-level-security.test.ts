/** No table of a service is open to all tenants, except for those that say why; a table that is added later is none, too. */
import { createPool, many, type Pool, sql } from '@nex/postgres';
import { createTestDatabase, type TestDatabase, tablesOf } from '@nex/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const SERVICES = ['runtime', 'generator', 'pipeline', 'gateway'] as const;
/** Without a policy, and why. The API's role may not even read those marked as closed. */
const WITHOUT: Record<string, { why: string; closed: boolean }> = {
  'runtime.migrations': { why: 'names of files of the program', closed: true },
  'generator.migrations': { why: 'names of files of the program', closed: true },
  'pipeline.migrations': { why: 'names of files of the program', closed: true },
  'gateway.migrations': { why: 'names of files of the program', closed: true },
  'gateway.rate_limits': { why: 'counts of requests by keys of all tenants', closed: true },
  'runtime.sweep_turn': { why: 'when a replica may sweep next', closed: true },
  'runtime.tool_snapshots': {
    why: 'lists of tools by the digest of their content, which only runs of one’s own tell',
    closed: false,
  },
};

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase({ services: SERVICES });
  pool = createPool({ url: database.url, max: 2 });
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

describe.each(SERVICES)('%s', (service) => {
  test('every table has a policy, every view asks as its reader, or is listed', async () => {
    const tables = await tablesOf(pool, service);
    expect(tables.length).toBeGreaterThan(5);
    const open = tables.filter(({ guarded }) => !guarded).map(({ name }) => `${service}.${name}`);
    const listed = Object.keys(WITHOUT).filter((name) => name.startsWith(`${service}.`));
    expect(open.sort()).toEqual(listed.sort());
    for (const { name, readable } of tables) {
      expect(readable, name).toBe(!WITHOUT[`${service}.${name}`]?.closed);
    }
  });

  test('the role of its API has no rights beside', async () => {
    const role = `nex_${service}_api`;
    const [found] = await many(
      pool,
      z.object({ may: z.boolean(), owns: z.boolean() }),
      sql`select rolsuper or rolbypassrls or rolcanlogin or rolcreaterole as may,
        exists (select from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = ${role}`,
    );
    expect(found).toEqual({ may: false, owns: false });
  });

  test('without a tenant its API sees nothing', async () => {
    const tables = await tablesOf(pool, service);
    await pool.transaction(async (tx) => {
      await tx.query({ text: `set local role nex_${service}_api`, values: [] });
      for (const { name, readable } of tables) {
        if (!readable) continue;
        const { rows } = await tx.query({ text: `select from ${service}.${name} limit 1`, values: [] });
        expect(rows, name).toEqual([]);
      }
    });
  });
});
