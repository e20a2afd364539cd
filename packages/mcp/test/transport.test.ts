import type { McpServerSpec } from '@nex/core';
import { expect, test } from 'vitest';
import { createMcpPool, loadCatalogue } from '../src/index.ts';
import { startHttpServer, startSseServer } from './fixtures/http-server.ts';
import { CATALOGUE_DIRECTORY, openRun, outcomeText, temporaryDirectory } from './fixtures/setup.ts';

const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);
const spec = (url: string, transport?: 'sse', timeoutMs = 5_000): McpServerSpec => ({
  type: 'http',
  name: 'remote',
  url,
  headers: { 'x-test': 'for-this-server' },
  timeoutMs,
  ...(transport ? { transport } : {}),
});

test.each<[string, number, 'sse' | undefined]>([
  ['an older server is reached at once when the file says so', 500, 'sse'],
  ['an older server is reached after it refused with 405', 405, undefined],
  ['an older server is reached after it refused with 404', 404, undefined],
])('%s', async (_title, refusal, transport) => {
  await using directory = await temporaryDirectory();
  await using server = await startSseServer(refusal);
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_1', [spec(server.url, transport)]);
  expect(outcomeText(await run.call('mcp__remote__greet', { name: 'Ada' }))).toBe('Hello Ada');
  expect(new Set(server.seen)).toEqual(new Set(['for-this-server']));
  await pool.endRun('run_1');
});

test.each([401, 403, 429, 500])(
  'a refusal with %i is not tried with the older transport',
  async (refusal) => {
    await using directory = await temporaryDirectory();
    await using server = await startSseServer(refusal);
    await using pool = await createMcpPool({ catalogue, directory: directory.path });
    await expect(openRun(pool, 'run_1', [spec(server.url)])).rejects.toMatchObject({
      code: 'tool_unavailable',
    });
  },
);

test('addresses of agent files are reached through the fetch that is handed in', async () => {
  await using directory = await temporaryDirectory();
  await using server = await startHttpServer();
  const asked: string[] = [];
  let refuse = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push(input instanceof Request ? input.url : String(input));
    if (refuse) throw new TypeError('the guard refuses');
    return globalThis.fetch(input, init);
  };
  await using pool = await createMcpPool({ catalogue, directory: directory.path, fetch });
  await openRun(pool, 'run_1', [spec(server.url)]);
  expect(new Set(asked)).toEqual(new Set([server.url]));
  refuse = true;
  await expect(openRun(pool, 'run_2', [spec(server.url)])).rejects.toMatchObject({
    code: 'tool_unavailable',
  });
  await expect(openRun(pool, 'run_3', [spec(server.url, 'sse')])).rejects.toMatchObject({
    code: 'tool_unavailable',
  });
});

test('an answer that is longer than is read ends the call, not the run', async () => {
  await using directory = await temporaryDirectory();
  await using server = await startHttpServer();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_1', [spec(server.url, undefined, 1_500)]);
  expect(await run.call('mcp__remote__big')).toMatchObject({ isError: true, errorKind: 'infrastructure' });
  expect(outcomeText(await run.call('mcp__remote__greet', { name: 'Bo' }))).toBe('Hello Bo');
});
