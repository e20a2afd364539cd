/** Secrets that agent files name: who sets them, who gets them, and who never sees them. */
import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { BundleFile, Run } from '@nex/core';
import { createPool, identifier, sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finished, followAll } from './support/follow.ts';
import { lastResult, type ModelServer, startModelServer } from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

const SERVER = fileURLToPath(new URL('./fixtures/asking-server.mjs', import.meta.url));
const [OLD, NEW] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
/** Nothing in its name or form says that it is one. */
const VALUE = 'canary west of the moon';
const OTHER = 'canary of another tenant';
const FILES: BundleFile[] = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: asker
system_prompt: You ask.
llm_config: {}
mcp_servers:
  - { type: stdio, name: asker, command: ${process.execPath}, args: ["${SERVER}"], env: { REGION: "\${secret.region}" } }
`,
  },
];

let model: ModelServer;
let runtime: TestRuntime;

const send = (tenant: string, method: string, path: string, body?: unknown) =>
  fetch(`${runtime.url}${path}`, {
    method,
    headers: {
      'nex-tenant': tenant,
      'nex-actor': 'user:ada',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

beforeAll(async () => {
  model = await startModelServer((asked) =>
    asked.messages.some(({ role }) => role === 'tool')
      ? { text: lastResult(asked).slice(0, 200) }
      : { calls: [{ name: 'mcp__asker__ask', args: {} }] },
  );
  runtime = await startTestRuntime({ modelUrl: model.url, environment: { NEX_SECRETS_KEY: OLD } });
});
afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

async function run(on: TestRuntime = runtime): Promise<Run> {
  const created = await on.post('/v1/runs', { files: FILES, input: 'Go.' });
  expect(created.status).toBe(202);
  return finished(on.url, ((await created.json()) as Run).id);
}

test('a run whose agent names a secret that is not there fails and says which', async () => {
  expect(await run()).toMatchObject({
    state: 'failed',
    failure: {
      code: 'not_found',
      message: 'There is no secret region.',
      hint: expect.stringContaining('nex secrets set region'),
    },
  });
});

test('it is set and listed without its value, each tenant its own', async () => {
  const set = await send('default', 'PUT', '/v1/secrets/region', { value: VALUE });
  const text = await set.text();
  expect([set.status, text]).toEqual([200, expect.not.stringContaining(VALUE)]);
  expect(JSON.parse(text)).toEqual({
    name: 'region',
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    updatedBy: 'user:ada',
  });
  expect((await send('two', 'PUT', '/v1/secrets/region', { value: OTHER })).status).toBe(200);
  expect((await send('two', 'PUT', '/v1/secrets/a.second', { value: OTHER })).status).toBe(200);
  const first = await (await send('two', 'GET', '/v1/secrets?limit=1')).json();
  expect(first).toMatchObject({ items: [{ name: 'a.second' }], nextCursor: 'a.second' });
  const rest = await (await send('two', 'GET', '/v1/secrets?limit=1&cursor=a.second')).json();
  expect(rest).toMatchObject({ items: [{ name: 'region' }], nextCursor: null });
  expect(await (await send('default', 'GET', '/v1/secrets')).json()).toMatchObject({
    items: [{ name: 'region' }],
  });
  expect((await send('default', 'GET', '/v1/secrets/region')).status).toBe(404);
});

test.each([
  ['/v1/secrets/region', { value: 'short' }],
  ['/v1/secrets/region', { value: 'x'.repeat(16_385) }],
  ['/v1/secrets/region', { value: 'a\0bcdefgh' }],
  ['/v1/secrets/region', { value: VALUE, more: 1 }],
  ['/v1/secrets/a%20b', { value: VALUE }],
])('PUT %s refuses what cannot be one', async (path, body) => {
  const answer = await send('default', 'PUT', path, body);
  expect(answer.status).toBe(400);
  expect(await answer.text()).not.toContain(VALUE);
});

test('its server gets the value, and nothing that is told or stored holds it', async () => {
  const done = await run();
  expect(done.state).toBe('completed');
  const events = JSON.stringify(await followAll(runtime.url, done.id));
  const trajectory = await (await runtime.get(`/v1/runs/${done.id}/trajectory`)).text();
  expect(trajectory).toContain(createHash('sha256').update(VALUE).digest('hex'));
  expect(trajectory).toContain('Asks with <secret>.');
  expect(trajectory).toContain('<secret> <secret>');
  const told = [events, trajectory, JSON.stringify(model.asked)];
  await using pool = createPool({ url: runtime.databaseUrl });
  const { rows } = await pool.query<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'runtime'`,
  );
  for (const { name } of rows)
    told.push(JSON.stringify((await pool.query(sql`select * from runtime.${identifier(name)}`)).rows));
  expect(told.length).toBeGreaterThan(10);
  expect(told.filter((text) => text.includes('canary west'))).toEqual([]);
});

test('a new key takes over at the start, and the old one is needed no more', async () => {
  const at = (keys: string) =>
    startTestRuntime({ modelUrl: model.url, beside: runtime, environment: { NEX_SECRETS_KEY: keys } });
  {
    await using both = await at(`${NEW},${OLD}`);
    expect((await both.get('/v1/secrets')).status).toBe(200);
  }
  const { rows } = await runtime.context.pool.query(sql`select distinct key_id from runtime.secrets`);
  expect(rows).toHaveLength(1);
  await using fresh = await at(NEW);
  expect((await fresh.put('/v1/secrets/region', { value: `${VALUE}!` })).status).toBe(200);
  const stored = await fresh.get('/v1/secrets');
  expect(await stored.json()).toMatchObject({ items: [{ name: 'region', updatedBy: 'anonymous' }] });
});

test('without a key the routes say what to do', async () => {
  await using keyless = await startTestRuntime({
    modelUrl: model.url,
    beside: runtime,
    environment: { RUN_CONCURRENCY: '0' },
  });
  for (const answer of [
    await keyless.get('/v1/secrets'),
    await keyless.put('/v1/secrets/region', { value: VALUE }),
  ]) {
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'invalid_request',
      hint: expect.stringContaining('NEX_SECRETS_KEY'),
    });
  }
});

test('a file that names one where it would be told is refused', async () => {
  const files = [
    { path: 'agent.yaml', content: 'name: a\nllm_config: {}\nsystem_prompt: "${secret.region}"\n' },
  ];
  const answer = await runtime.put('/v1/bundles', { files });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: 'config_invalid',
    where: 'agent.yaml: system_prompt',
  });
});

test('deleting is of the own one', async () => {
  expect((await send('two', 'DELETE', '/v1/secrets/region')).status).toBe(204);
  expect((await send('two', 'DELETE', '/v1/secrets/region')).status).toBe(404);
  expect(await (await send('default', 'GET', '/v1/secrets')).json()).toMatchObject({
    items: [{ name: 'region' }],
  });
});
