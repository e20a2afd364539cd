import { once } from 'node:events';
import { request } from 'node:http';
import { sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { createAuditLog } from '../src/audit/audit-log.ts';
import { insertChanges } from '../src/audit/audit-store.ts';
import { startTestGateways, type TestGateway, type TestGateways } from './support/test-gateway.ts';

const ROOT = 'bootstrap-key';
let gateways: TestGateways;
let gateway: TestGateway;
let admin: string;

beforeAll(async () => {
  gateways = await startTestGateways();
  gateway = await gateways.open({ NEX_API_KEY: ROOT, CORS_ORIGINS: 'https://app.example.com' });
  await gateway.call('PUT', '/v1/tenants/acme', { key: ROOT, body: { name: 'Acme' } });
  const body = { name: 'admin', scopes: ['admin'], tenant: 'acme' };
  admin = (await gateway.call('POST', '/v1/keys', { key: ROOT, body })).body.secret;
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await gateways[Symbol.asyncDispose]();
});

const audit = async (key: string, query = '') =>
  (await gateway.call('GET', `/v1/audit${query}`, { key })).body.items;

test('a change is an entry: who, what, which, how it ended, under which ids; nothing of its body', async () => {
  const body = { input: 'secret-of-the-request' };
  const made = await gateway.call('POST', '/v1/runs', { key: admin, body });
  const cancelled = await gateway.call('POST', '/v1/runs/run_1/cancel', { key: admin });
  await gateway.call('GET', '/v1/runs', { key: admin });
  const [second, first] = await audit(admin);
  expect(first).toMatchObject({
    tenant: 'acme',
    actor: expect.stringMatching(/^key:key_/),
    operation: 'create_runs',
    path: '/v1/runs',
    resource: 'run_made',
    status: 202,
    requestId: made.headers.get('request-id'),
  });
  expect(second).toMatchObject({
    operation: 'cancel_runs',
    resource: 'run_1',
    status: 200,
    requestId: cancelled.headers.get('request-id'),
  });
  const { rows } = await gateways.pool.query(sql`select * from gateway.audit`);
  expect(JSON.stringify(rows)).not.toMatch(/secret-of-the-request|secretOfTheAnswer|bootstrap-key/);
});

test('what was refused is an entry, too', async () => {
  expect((await gateway.call('PUT', '/v1/tenants/acme', { key: admin, body: { name: 'x' } })).status).toBe(
    403,
  );
  expect((await audit(admin))[0]).toMatchObject({ operation: 'putTenant', resource: 'acme', status: 403 });
});

test('of calls over MCP those that change something, or are refused, are entries', async () => {
  const body = { name: 'looks', scopes: ['read'], tenant: 'acme' };
  const reader = (await gateway.call('POST', '/v1/keys', { key: ROOT, body })).body.secret;
  const accept = 'application/json, text/event-stream';
  const call = (method: string, params: object, key = admin) =>
    fetch(`${gateway.httpUrl}/mcp`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    }).then((answer) => answer.text());
  const tool = (name: string, given: object, key?: string) =>
    call('tools/call', { name, arguments: given }, key);
  const before = (await audit(admin))[0]?.id;
  await call('ping', {});
  await tool('search_catalogue', { query: 'maps' });
  await tool('lint_framework', { framework_id: 'fw_1' });
  expect(await tool('list_runs', {})).toContain('structuredContent');
  expect((await audit(admin))[0]?.id).toBe(before);

  await tool('cancel_framework', { id: 'fw_1' });
  expect(await tool('build_framework', { sentence: 'x' }, reader)).toContain('forbidden');
  await tool('stop_run', { id: 'run_1' });
  await tool(`${'x'.repeat(99)} '"`, {});
  const entries = (await audit(admin)).filter(({ id }) => Number(id) > Number(before));
  expect(entries.toReversed()).toMatchObject([
    { operation: 'cancel_framework', path: '/mcp', resource: 'fw_1', status: 200 },
    { operation: 'build_framework', path: '/mcp', resource: null, status: 403 },
    { operation: 'cancel_runs', path: '/v1/runs/run_1/cancel', resource: 'run_1' },
    { operation: 'POST /mcp', path: '/mcp', resource: null },
  ]);
});

test('what administrators do is written before it is done, and settled before they are answered', async () => {
  const body = { name: 'one more', scopes: ['read'] };
  const { key } = (await gateway.call('POST', '/v1/keys', { key: admin, body })).body;
  const { rows } = await gateways.pool.query(
    sql`select operation, status from gateway.audit where resource = ${key.id}`,
  );
  expect(rows).toEqual([{ operation: 'createKey', status: 201 }]);
});

test('a tenant sees its own changes, the administrator of the platform all; filters and pages', async () => {
  await gateway.call('POST', '/v1/builds', { key: ROOT });
  expect(await audit(admin, '?operation=create_builds')).toEqual([]);
  expect(await audit(ROOT, '?operation=create_builds')).toMatchObject([
    { tenant: 'default', resource: 'build_made' },
  ]);
  expect(await audit(ROOT, `?actor=key:bootstrap&resource=acme`)).toMatchObject([{ operation: 'putTenant' }]);
  expect(
    await audit(ROOT, `?since=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`),
  ).toEqual([]);
  const { body: page } = await gateway.call('GET', '/v1/audit?limit=2', { key: ROOT });
  const { body: next } = await gateway.call('GET', `/v1/audit?limit=1&cursor=${page.nextCursor}`, {
    key: ROOT,
  });
  expect(page.items).toHaveLength(2);
  expect(Number(next.items[0]?.id)).toBeLessThan(Number(page.items[1]?.id));
});

test('a thousand changes are one statement; while the database is away they wait', async () => {
  const change = {
    time: new Date(),
    tenant: 'acme',
    actor: 'x',
    operation: 'bulk',
    path: '/',
    resource: null,
    status: 200,
    requestId: 'r',
    traceId: 't',
  };
  let away = true;
  let statements = 0;
  const failures: unknown[] = [];
  const pool: typeof gateways.pool = {
    ...gateways.pool,
    query: (query) => {
      statements += 1;
      return away ? Promise.reject(new Error('away')) : gateways.pool.query(query);
    },
  };
  const log = createAuditLog(pool, { onFailure: (thrown) => failures.push(thrown) });
  for (let i = 0; i < 1000; i += 1) log.add(change);
  await log.flush();
  expect([statements, failures.length]).toEqual([1, 1]);
  away = false;
  await log[Symbol.asyncDispose]();
  expect(statements).toBe(2);
  const { rows } = await gateways.pool.query(
    sql`select count(*)::int from gateway.audit where operation = 'bulk'`,
  );
  expect(rows).toEqual([{ count: 1000 }]);
  await insertChanges(gateways.pool, []);
});

test.each([
  ['Postgres', {}],
  ['Redis', { REDIS_URL: 'redis' }],
] as const)(
  'with counts in %s two replicas share one limit, and the answers say what is left',
  async (store, environment) => {
    const own = {
      NEX_API_KEY: ROOT,
      QUEUE_PREFIX: `limits-${store.toLowerCase()}-${process.pid}`,
      KEY_REQUESTS_PER_MINUTE: '4',
      ...('REDIS_URL' in environment ? { REDIS_URL: inject('redisUrl') ?? '' } : {}),
    };
    await using a = await gateways.open(own);
    await using b = await gateways.open(own);
    const answers = [];
    for (const one of [a, b, a, b, a]) answers.push(await one.call('GET', '/v1/me', { key: ROOT }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual([
      '3',
      '2',
      '1',
      '0',
      '0',
    ]);
    const last = answers.at(-1);
    expect(last?.headers.get('ratelimit-limit')).toBe('4');
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(last?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(last?.body).toMatchObject({ code: 'rate_limited', status: 429 });
    expect((await a.call('GET', '/healthz')).status).toBe(200);
  },
);

test('a gateway that starts tells the runtime again what each tenant may use', async () => {
  const body = { name: 'Told', quotas: { requestsPerMinute: 600, queuedRuns: 7 } };
  await gateway.call('PUT', '/v1/tenants/told', { key: ROOT, body });
  gateways.quotas.length = 0;
  await using own = await gateways.open({ NEX_API_KEY: ROOT });
  const told = () => expect(gateways.quotas).toContainEqual(['told', { queuedRuns: 7 }]);
  await vi.waitFor(told, { timeout: 10_000 });
  expect(gateways.quotas).toContainEqual(['default', {}]);
  expect((await own.call('GET', '/v1/me', { key: ROOT })).status).toBe(200);
});

test('entries of the log of changes are kept for as long as the operator says', async () => {
  const change = {
    tenant: 'acme',
    actor: 'x',
    path: '/',
    resource: null,
    status: 200,
    requestId: 'r',
    traceId: 't',
  };
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  await insertChanges(gateways.pool, [
    { ...change, operation: 'old', time: daysAgo(31) },
    { ...change, operation: 'young', time: daysAgo(29) },
  ]);
  await using _own = await gateways.open({ NEX_API_KEY: ROOT, AUDIT_DAYS: '30' });
  await vi.waitFor(async () => expect(await audit(ROOT, '?operation=old')).toEqual([]), { timeout: 10_000 });
  expect(await audit(ROOT, '?operation=young')).toHaveLength(1);
});

test('the quota of a tenant holds for all its keys together', async () => {
  await using own = await gateways.open({ NEX_API_KEY: ROOT, QUEUE_PREFIX: `quota-${process.pid}` });
  await own.call('PUT', '/v1/tenants/small', {
    key: ROOT,
    body: { name: 'S', quotas: { requestsPerMinute: 2 } },
  });
  const make = async () =>
    (
      await own.call('POST', '/v1/keys', {
        key: ROOT,
        body: { name: 'k', scopes: ['read'], tenant: 'small' },
      })
    ).body.secret as string;
  const [first, second] = [await make(), await make()];
  const status = [];
  for (const key of [first, second, first]) status.push((await own.call('GET', '/v1/me', { key })).status);
  expect(status).toEqual([200, 200, 429]);
});

test('pages of others may read answers only where they are named', async () => {
  const preflight = (origin: string) =>
    fetch(`${gateway.httpUrl}/v1/runs`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const named = await preflight('https://app.example.com');
  expect([named.status, named.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://app.example.com',
  ]);
  expect((await preflight('https://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
  await using closed = await gateways.open({ NEX_API_KEY: ROOT });
  const none = await closed.call('GET', '/v1/me', {
    key: ROOT,
    headers: { origin: 'https://app.example.com' },
  });
  expect(none.headers.get('access-control-allow-origin')).toBeNull();
});

test('answers carry the headers that keep browsers safe', async () => {
  const { headers } = await gateway.call('GET', '/v1/runs', { key: ROOT });
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
  expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('a body that is nested without end or too large is refused clearly', async () => {
  const name = '['.repeat(5000) + ']'.repeat(5000);
  const deep = await gateway.call('POST', '/v1/keys', { key: ROOT, body: `{"name":${name}}` });
  expect([deep.status, deep.body.code, deep.body.where]).toEqual([400, 'invalid_request', 'body']);
  const passed = await gateway.call('POST', '/v1/runs', { key: ROOT, body: `{"name":${name}}` });
  expect([passed.status, passed.body.where]).toEqual([400, 'body']);
  await using small = await gateways.open({ NEX_API_KEY: ROOT, BODY_LIMIT_BYTES: '1024' });
  const large = await small.call('POST', '/v1/runs', { key: ROOT, body: { input: 'x'.repeat(2000) } });
  expect([large.status, large.body.code]).toEqual([413, 'too_large']);
});

test('without a key the gateway says so, and takes nothing from pages and names of others', async () => {
  await using local = await gateways.open();
  const me = await local.call('GET', '/v1/me');
  expect(me.body).toMatchObject({ tenant: 'default', actor: 'anonymous', authenticated: false });
  expect((await local.call('GET', '/v1/me', { key: 'sk-of-another-api' })).status).toBe(200);
  expect(
    (await local.call('POST', '/v1/runs', { headers: { origin: 'https://evil.example.com' } })).status,
  ).toBe(403);
  expect((await local.call('POST', '/v1/runs', { headers: { origin: local.httpUrl } })).status).toBe(202);
  const rebound = request(`${local.httpUrl}/v1/runs`, { headers: { host: 'evil.example.com' } }).end();
  const [answer] = await once(rebound, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(403);
});
