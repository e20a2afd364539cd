/** The gateway serves the dashboard's files beside the API, to everybody, and keeps the two apart. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { createTestDatabase, type TestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { type Context, createContext, type RunningGateway, startGateway } from '../src/service.ts';

const PAGE = '<!doctype html><title>Dashboard</title>';
let directory: string;
let database: TestDatabase;
let context: Context;
let gateway: RunningGateway;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nex-dashboard-files-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), PAGE);
  await writeFile(join(directory, 'assets/main-abc.js'), 'export {};');
  await writeFile(join(directory, 'assets/main-abc.js.br'), brotliCompressSync('export {};'));
  database = await createTestDatabase({ services: ['gateway'] });
  context = await createContext(
    readConfig({
      DATABASE_URL: database.url,
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      LOG_LEVEL: 'silent',
      NEX_API_KEY: 'secret',
      DASHBOARD_DIR: directory,
    }),
  );
  gateway = await startGateway(context);
});

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await context?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(gateway.httpUrl + path, { headers });

test.each(['/', '/index.html', '/runs', '/runs/run_1?tab=trace', '/builds/build_1/review'])(
  '%s is the page, never cached unasked, and loads nothing from elsewhere',
  async (path) => {
    const answer = await get(path, { accept: 'text/html' });
    expect([answer.status, await answer.text()]).toEqual([200, PAGE]);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  },
);

test('a hashed file is cached for good, and comes compressed to who takes that', async () => {
  const answer = await get('/assets/main-abc.js', { 'accept-encoding': 'br' });
  expect([answer.status, await answer.text()]).toEqual([200, 'export {};']);
  expect(answer.headers.get('content-encoding')).toBe('br');
  expect(answer.headers.get('content-type')).toContain('javascript');
  expect(answer.headers.get('cache-control')).toContain('immutable');
});

test.each([
  ['/v1/nothing', 401],
  ['/v1', 401],
  ['/assets/gone-abc.js', 404],
])('%s without a key is %i, and no page', async (path, status) => {
  const answer = await get(path, { accept: 'text/html' });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('what a program asks for as JSON, and what is posted, is no page', async () => {
  expect((await get('/runs', { accept: 'application/json' })).status).toBe(404);
  expect((await fetch(`${gateway.httpUrl}/runs`, { method: 'POST' })).status).toBe(401);
});
