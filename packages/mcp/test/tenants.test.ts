import type { McpServerSpec } from '@nex/core';
import { expect, test } from 'vitest';
import { createMcpPool, loadCatalogue } from '../src/index.ts';
import { startHttpServer } from './fixtures/http-server.ts';
import {
  CATALOGUE_DIRECTORY,
  faultySpec,
  openRun,
  outcomeText,
  temporaryDirectory,
} from './fixtures/setup.ts';

const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);
const CANARIES = ['canary-of-tenant-one-0123', 'canary-of-tenant-two-4567'] as const;
const everything = (thrown: unknown): string =>
  thrown instanceof Error
    ? `${thrown.message} ${JSON.stringify(thrown)} ${everything(thrown.cause)}`
    : String(thrown);

test('two tenants whose servers have one name share no process, no state and no secret', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const runs = await Promise.all(
    CANARIES.map((canary, index) =>
      openRun(pool, `run_${index}`, [{ ...faultySpec(), env: { TENANT: String(index), API_KEY: canary } }]),
    ),
  );
  for (const [index, run] of runs.entries()) {
    const text = outcomeText(await run.call('mcp__faulty__environment'));
    expect(JSON.parse(text)).toMatchObject({ TENANT: String(index), API_KEY: '<secret>' });
    for (const canary of CANARIES) expect(text).not.toContain(canary);
    expect(outcomeText(await run.call('mcp__faulty__count'))).toBe('1');
  }
  expect(new Set(pool.processes().map(({ pid }) => pid)).size).toBe(2);
  await pool.endRun('run_0');
  await pool.endRun('run_1');
  expect(pool.processes()).toEqual([]);
});

test('one server of one run is one process, whatever rules two agents have for its tools', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const parent = await openRun(pool, 'run_1', [faultySpec()]);
  const child = await openRun(pool, 'run_1', [{ ...faultySpec(), disableParallel: true, tools: ['count'] }]);
  expect(outcomeText(await parent.call('mcp__faulty__count'))).toBe('1');
  expect(outcomeText(await child.call('mcp__faulty__count'))).toBe('2');
});

test('headers reach only their own server and come back in no result', async () => {
  await using directory = await temporaryDirectory();
  await using server = await startHttpServer();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const remote = (canary: string): McpServerSpec => ({
    type: 'http',
    name: 'remote',
    url: server.url,
    headers: { 'x-test': canary },
    timeoutMs: 5_000,
  });
  for (const [index, canary] of CANARIES.entries()) {
    const run = await openRun(pool, `run_${index}`, [remote(canary)]);
    server.seen.length = 0;
    const outcome = await run.call('mcp__remote__tell');
    expect(new Set(server.seen)).toEqual(new Set([canary]));
    expect(outcome).toMatchObject({
      content: [{ text: 'sent <secret>' }],
      structured: { header: '<secret>' },
    });
  }
});

test('no secret is in the error of a server that cannot be started, though the server prints it', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const [canary] = CANARIES;
  const print = ['-e', 'console.error(process.env.API_KEY); process.exit(1)'];
  const server = { ...faultySpec(), args: print, env: { API_KEY: canary } };
  const thrown = await openRun(pool, 'run_1', [server]).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'tool_unavailable' });
  expect(everything(thrown)).toContain('<secret>');
  expect(everything(thrown)).not.toContain(canary);
});
