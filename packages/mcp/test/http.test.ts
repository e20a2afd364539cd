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
const spec = (url: string, timeoutMs = 5_000): McpServerSpec => ({
  type: 'http',
  name: 'remote',
  url,
  headers: { 'x-test': 'yes' },
  timeoutMs,
});

test('tools of a streamable HTTP server are listed, checked and called with the headers', async () => {
  await using directory = await temporaryDirectory();
  await using server = await startHttpServer();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const signal = new AbortController().signal;
  const { tools, snapshots } = await pool.toolsFor({
    rootRunId: 'run_1',
    servers: [spec(server.url)],
    signal,
  });
  const greet = tools.find((tool) => tool.definition.name === 'mcp__remote__greet');
  expect(greet?.check({})).toBe('name is missing');
  expect(greet?.definition.origin).toMatchObject({
    kind: 'mcp',
    server: 'remote',
    snapshot: snapshots.remote,
  });
  const outcome = await greet?.execute({ name: 'Ada' }, { signal, callId: 'call_1' });
  expect(outcome).toEqual({ content: [{ type: 'text', text: 'Hello Ada' }], isError: false });
  expect(new Set(server.seen)).toEqual(new Set(['yes']));
  await pool.endRun('run_1');
});

test('a call that hangs over HTTP times out, and the next call works', async () => {
  await using directory = await temporaryDirectory();
  await using server = await startHttpServer();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_1', [spec(server.url, 800)]);
  expect(await run.call('mcp__remote__hang')).toMatchObject({ errorKind: 'infrastructure' });
  expect(outcomeText(await run.call('mcp__remote__greet', { name: 'Bo' }))).toBe('Hello Bo');
});

test('a server that cannot be reached, an address that is none, and a forbidden kind are refused', async () => {
  await using directory = await temporaryDirectory();
  const server = await startHttpServer();
  await server[Symbol.asyncDispose]();
  await using pool = await createMcpPool({ catalogue, directory: directory.path, external: ['http'] });
  await expect(openRun(pool, 'run_1', [spec(server.url)])).rejects.toMatchObject({
    code: 'tool_unavailable',
  });
  await expect(openRun(pool, 'run_1', [spec('file:///etc')])).rejects.toMatchObject({
    code: 'config_invalid',
  });
  await expect(openRun(pool, 'run_1', [faultySpec()])).rejects.toMatchObject({ code: 'config_invalid' });
});
