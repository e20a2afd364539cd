import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, stopCluster } from '@nex/cli/stack';
import { createPool, sql } from '@nex/postgres';
import { dataFolder } from '@nex/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(await dataFolder(), 'nex-pg-server-'));
  await chmod(directory, 0o755);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function value(url: string, query: ReturnType<typeof sql>): Promise<unknown> {
  await using pool = createPool({ url, max: 1 });
  const { rows } = await pool.query<{ value: unknown }>(query);
  return rows[0]?.value;
}

test('it keeps its data and its port over a stop, and is found when it runs', async () => {
  const first = await startPostgres({ directory });
  try {
    expect(first.port).toBeLessThan(32_768);
    expect(await value(first.url, sql`select current_setting('fsync') as value`)).toBe('on');
    await value(first.url, sql`create table kept as select 42 as n`);
    const second = await startPostgres({ directory });
    expect(second).toMatchObject({ adopted: true, url: first.url });
  } finally {
    await first.stop();
  }
  const again = await startPostgres({ directory });
  try {
    expect(again).toMatchObject({ adopted: false, url: first.url });
    expect(await value(again.url, sql`select n as value from kept`)).toBe(42);
  } finally {
    await again.stop();
    await again.stop();
  }
});

test('what a power cut leaves behind does not keep it from starting', async () => {
  const first = await startPostgres({ directory, throwaway: true });
  await first.stop();
  await writeFile(join(first.cluster, 'postmaster.pid'), '999999\n/nowhere\n0\n1\n');
  const again = await startPostgres({ directory, throwaway: true });
  try {
    expect(await value(again.url, sql`select 1 as value`)).toBe(1);
  } finally {
    await again.stop();
  }
});

test('a data folder that was opened to others is closed again', async () => {
  const first = await startPostgres({ directory, throwaway: true });
  await first.stop();
  await chmod(first.cluster, 0o755);
  const again = await startPostgres({ directory, throwaway: true });
  try {
    expect((await stat(again.cluster)).mode & 0o777).toBe(0o700);
    expect(await value(again.url, sql`select 1 as value`)).toBe(1);
  } finally {
    await again.stop();
  }
});

test('a server that refuses to start says why, and nothing of earlier starts', async () => {
  const first = await startPostgres({ directory, throwaway: true });
  await first.stop();
  await writeFile(join(first.cluster, 'PG_VERSION'), '9\n');
  const error: unknown = await startPostgres({ directory, throwaway: true }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('DATABASE_URL') });
  expect(String(error)).toContain('incompatible');
  expect(String(error)).not.toContain('shut down');
});

test('a cluster that was left half-made is made again', async () => {
  const first = await startPostgres({ directory, throwaway: true });
  await first.stop();
  await rm(`${first.cluster}.made`);
  await rm(join(first.cluster, 'global'), { recursive: true });
  const again = await startPostgres({ directory, throwaway: true });
  try {
    expect(await value(again.url, sql`select 1 as value`)).toBe(1);
  } finally {
    await again.stop();
  }
});

test('nobody gets in without the password', async () => {
  const server = await startPostgres({ directory, throwaway: true });
  try {
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(value(url.href, sql`select 1 as value`)).rejects.toThrow();
  } finally {
    await server.stop();
  }
});

test('anyone may stop it by its folder, and a folder without a server is no error', async () => {
  const server = await startPostgres({ directory, throwaway: true });
  expect(await stopCluster(server.cluster)).toBe(true);
  expect(existsSync(join(server.cluster, 'postmaster.pid'))).toBe(false);
  expect(await stopCluster(server.cluster)).toBe(false);
  expect(await stopCluster(join(directory, 'none'))).toBe(false);
});

test.runIf(process.getuid?.() === 0)(
  'a folder that only root reaches is replaced by one beside it',
  async () => {
    await chmod(directory, 0o700);
    const server = await startPostgres({ directory, throwaway: true });
    try {
      expect(server.cluster.startsWith(directory)).toBe(false);
      expect((await readFile(join(directory, 'elsewhere'), 'utf8')).trim()).toBe(join(server.cluster, '..'));
      expect(await value(server.url, sql`select 1 as value`)).toBe(1);
    } finally {
      await server.stop();
      await rm(join(server.cluster, '..'), { recursive: true });
    }
  },
);
