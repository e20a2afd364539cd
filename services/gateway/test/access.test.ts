import { sql } from '@nex/postgres';
import { eventually, startTestIssuer, type TestIssuer } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeys } from '../src/access/keys.ts';
import { startTestGateways, type TestGateway, type TestGateways } from './support/test-gateway.ts';

const ROOT = 'bootstrap-key';
let gateways: TestGateways;
let issuer: TestIssuer;
let gateway: TestGateway;
let other: TestGateway;

beforeAll(async () => {
  gateways = await startTestGateways();
  issuer = await startTestIssuer();
  const environment = { NEX_API_KEY: ROOT, OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: issuer.audience };
  gateway = await gateways.open(environment);
  other = await gateways.open(environment, { believedMs: 50 });
  await gateway.call('PUT', '/v1/tenants/acme', { key: ROOT, body: { name: 'Acme' } });
});
afterAll(async () => {
  for (const one of [gateway, other, issuer, gateways]) await one[Symbol.asyncDispose]();
});

const makeKey = async (scope: string, more: object = {}) => {
  const made = await gateway.call('POST', '/v1/keys', {
    key: ROOT,
    body: { name: `${scope} key`, scopes: [scope], tenant: 'acme', ...more },
  });
  expect(made.status).toBe(201);
  return made.body;
};

test('a key is shown once, and stored as a digest', async () => {
  const { secret, key } = await makeKey('read');
  expect(secret).toMatch(/^nex_[0-9a-z]{26}_[0-9a-f]{64}$/);
  expect(secret.startsWith(key.prefix)).toBe(true);
  const { rows } = await gateways.pool.query(sql`select to_jsonb(k)::text as row from gateway.keys k`);
  expect(JSON.stringify(rows)).not.toContain(secret.slice(-64));
  const listed = await gateway.call('GET', '/v1/keys?limit=1', { key: ROOT });
  expect(listed.body.items[0]).toMatchObject({
    id: key.id,
    tenant: 'acme',
    scopes: ['read'],
    createdBy: 'key:bootstrap',
    revokedAt: null,
  });
  expect(JSON.stringify(listed.body)).not.toContain(secret.slice(-64));
});

test('a service learns the tenant, the actor and the scope; what the client says of them and its key do not reach it', async () => {
  const { secret, key } = await makeKey('run');
  const lies = {
    'nex-tenant': 'default',
    'nex-actor': 'user:root',
    'nex-scope': 'admin',
    connection: 'nex-tenant',
  };
  await gateway.call('GET', '/v1/runs', {
    key: secret,
    headers: { 'nex-tenant': lies['nex-tenant'], 'nex-actor': lies['nex-actor'] },
  });
  const seen = gateways.seen.at(-1);
  expect(seen).toMatchObject({ 'nex-tenant': 'acme', 'nex-actor': `key:${key.id}`, 'nex-scope': 'run' });
  expect(JSON.stringify(seen)).not.toContain(secret);
  expect((await gateway.call('GET', '/v1/me', { key: secret })).body).toEqual({
    tenant: 'acme',
    actor: `key:${key.id}`,
    scopes: ['read', 'run'],
    authenticated: true,
  });
});

test.each([
  ['read', 'GET', '/v1/runs', 200],
  ['read', 'POST', '/v1/runs', 403],
  ['run', 'POST', '/v1/runs', 202],
  ['run', 'POST', '/v1/builds', 403],
  ['build', 'POST', '/v1/builds', 202],
  ['build', 'GET', '/v1/keys', 403],
  ['admin', 'GET', '/v1/keys', 200],
  ['admin', 'PUT', '/v1/tenants/acme', 403],
] as const)('a key with %s at %s %s gets %i', async (scope, method, path, status) => {
  const { secret } = await makeKey(scope);
  const body = method === 'GET' ? undefined : { name: 'x' };
  expect((await gateway.call(method, path, { key: secret, body })).status).toBe(status);
});

test('what there is not is told to those alone who may ask', async () => {
  expect((await gateway.call('GET', '/v1/nothing')).status).toBe(401);
  expect((await gateway.call('GET', '/v1/nothing', { key: ROOT })).status).toBe(404);
  expect((await gateway.call('GET', '/healthz')).status).toBe(200);
});

test('an administrator of a tenant sees and makes keys of that tenant only', async () => {
  const { secret } = await makeKey('admin');
  const { body: own } = await gateway.call('GET', '/v1/keys', { key: secret });
  expect(own.items.every(({ tenant }) => tenant === 'acme')).toBe(true);
  expect((await gateway.call('GET', '/v1/keys?tenant=default', { key: secret })).status).toBe(403);
  const body = { name: 'x', scopes: ['read'], tenant: 'default' };
  expect((await gateway.call('POST', '/v1/keys', { key: secret, body })).status).toBe(403);
  const foreign = await gateway.call('POST', '/v1/keys', { key: ROOT, body });
  const path = `/v1/keys/${foreign.body.key.id}`;
  expect((await gateway.call('DELETE', path, { key: secret })).status).toBe(404);
  expect((await gateway.call('GET', '/v1/tenants', { key: secret })).body.items).toHaveLength(1);
  expect((await gateway.call('GET', '/v1/tenants', { key: ROOT })).body.items).toHaveLength(2);
});

test('after a rotation both secrets are good until the grace is over', async () => {
  const { secret, key } = await makeKey('read');
  const status = async (one: string) => (await gateway.call('GET', '/v1/me', { key: one })).status;
  const path = `/v1/keys/${key.id}/rotate`;
  const first = await gateway.call('POST', path, { key: ROOT, body: { graceSeconds: 60 } });
  expect([await status(secret), await status(first.body.secret)]).toEqual([200, 200]);
  const second = await gateway.call('POST', path, { key: ROOT, body: { graceSeconds: 0 } });
  expect([await status(secret), await status(first.body.secret), await status(second.body.secret)]).toEqual([
    401, 401, 200,
  ]);
});

test('a revoked key is refused here at once, and at every replica soon', async () => {
  const { secret, key } = await makeKey('read');
  const status = async (at: TestGateway) => (await at.call('GET', '/v1/me', { key: secret })).status;
  expect([await status(gateway), await status(other)]).toEqual([200, 200]);
  expect((await gateway.call('DELETE', `/v1/keys/${key.id}`, { key: ROOT })).body.revokedAt).not.toBeNull();
  expect(await status(gateway)).toBe(401);
  await eventually(async () => expect(await status(other)).toBe(401));
  expect((await gateway.call('POST', `/v1/keys/${key.id}/rotate`, { key: ROOT })).status).toBe(409);
});

test('a key that has expired is refused', async () => {
  const { secret, key } = await makeKey('read', { expiresInDays: 1 });
  await gateways.pool.query(sql`update gateway.keys set expires_at = now() where id = ${key.id}`);
  expect((await gateway.call('GET', '/v1/me', { key: secret })).status).toBe(401);
});

test('when a key was last used is written', async () => {
  const { secret, key } = await makeKey('read');
  const keys = createKeys(gateways.pool, { onFailure: () => expect.unreachable() });
  await keys.identify(secret);
  await keys[Symbol.asyncDispose]();
  const { body } = await gateway.call('GET', '/v1/keys', { key: ROOT });
  expect(body.items.find(({ id }) => id === key.id)?.lastUsedAt).not.toBeNull();
});

test.each([
  ['a wrong secret', `nex_${'0'.repeat(26)}_${'0'.repeat(64)}`],
  ['another word', 'secret'],
  ['what looks like a token and is none', 'a.b.c'],
])('%s is refused with 401', async (_, key) => {
  const { status, body } = await gateway.call('GET', '/v1/me', { key });
  expect([status, body.code]).toEqual([401, 'unauthenticated']);
});

test('tokens of the issuer get in for tenants that there are', async () => {
  const ask = (tenant: string, path: string) =>
    gateway.call('GET', path, { key: issuer.token({ claims: { tenant, scope: 'nex:run' } }) });
  expect((await ask('acme', '/v1/me')).body).toMatchObject({ tenant: 'acme', actor: 'user:person-1' });
  expect((await ask('acme', '/v1/keys')).status).toBe(403);
  expect((await ask('nobody', '/v1/me')).status).toBe(403);
  await ask('acme', '/v1/runs');
  expect(gateways.seen.at(-1)).toMatchObject({ 'nex-tenant': 'acme', 'nex-actor': 'user:person-1' });
});

test.each([
  ['POST', '/v1/keys', { name: '', scopes: ['read'] }],
  ['POST', '/v1/keys', { name: 'x', scopes: [] }],
  ['POST', '/v1/keys', { name: 'x', scopes: ['root'] }],
  ['POST', '/v1/keys', { name: 'a\u0000b', scopes: ['read'] }],
  ['PUT', '/v1/tenants/No', { name: 'x' }],
  ['GET', '/v1/audit?cursor=x', undefined],
  ['GET', '/v1/audit?actor=%00', undefined],
  ['GET', '/v1/audit?since=yesterday', undefined],
])('%s %s with %j is refused with 400', async (method, path, body) => {
  expect((await gateway.call(method, path, { key: ROOT, body })).body).toMatchObject({
    code: 'invalid_request',
  });
});

test('a key for a tenant that there is not is refused', async () => {
  const body = { name: 'x', scopes: ['read'], tenant: 'nobody' };
  expect((await gateway.call('POST', '/v1/keys', { key: ROOT, body })).status).toBe(404);
});

test('every operation of the merged document says which scope it asks for', async () => {
  const { body } = await gateway.call('GET', '/openapi.json');
  const operations = Object.values(body.paths).flatMap((item) => Object.values(item));
  expect(operations.length).toBeGreaterThan(14);
  for (const { security } of operations) {
    expect(security).toEqual([
      { apiKey: [expect.stringMatching(/^(?:read|run|build|admin)$/)] },
      { token: [expect.any(String)] },
    ]);
  }
});
