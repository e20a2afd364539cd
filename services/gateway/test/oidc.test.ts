import { startTestIssuer, type TestIssuer, type TokenOptions } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOidc, type Oidc, type OidcOptions } from '../src/access/oidc.ts';

let issuer: TestIssuer;
let oidc: Oidc;
const open = (options: Partial<OidcOptions> = {}, refetchMs = 0) =>
  createOidc(
    {
      issuer: issuer.issuer,
      audience: issuer.audience,
      tenantClaim: 'tenant',
      fallbackTenant: undefined,
      scopeClaim: 'scope',
      scopes: { 'nex:read': 'read', 'nex:build': 'build' },
      ...options,
    },
    { refetchMs },
  );
const good = { tenant: 'acme', scope: 'openid nex:build nex:read' };

beforeAll(async () => {
  issuer = await startTestIssuer();
  oidc = open();
});
afterAll(() => issuer[Symbol.asyncDispose]());

test('claims say who, of which tenant, with which scope', async () => {
  expect(await oidc.identify(issuer.token({ claims: good }))).toEqual({
    tenant: 'acme',
    actor: 'user:person-1',
    scope: 'build',
    authenticated: true,
  });
});

test('a subject of any signs becomes one that a header can carry', async () => {
  const caller = await oidc.identify(issuer.token({ claims: { ...good, sub: 'Zoë\r\nnex-tenant: x' } }));
  expect(caller.actor).toBe('user:Zo%C3%AB%0D%0Anex-tenant:%20x');
});

test('claims may lie below others or have dots in their names, and be lists', async () => {
  const nested = open({
    tenantClaim: 'org.id',
    scopeClaim: 'https://a.b/roles',
    scopes: { editor: 'build' },
  });
  const claims = { org: { id: 'acme' }, 'https://a.b/roles': ['x', 'editor'] };
  expect(await nested.identify(issuer.token({ claims }))).toMatchObject({ tenant: 'acme', scope: 'build' });
});

const seconds = () => Math.floor(Date.now() / 1000);
const BAD: Record<string, () => TokenOptions> = {
  'for another audience': () => ({ claims: { ...good, aud: 'other' } }),
  'of another issuer': () => ({ claims: { ...good, iss: 'https://elsewhere' } }),
  expired: () => ({ claims: { ...good, exp: seconds() - 60 } }),
  'without an end': () => ({ claims: { ...good, exp: undefined } }),
  'without a subject': () => ({ claims: { ...good, sub: undefined } }),
  'not valid yet': () => ({ claims: { ...good, nbf: seconds() + 60 } }),
  unsigned: () => ({ claims: good, alg: 'none' }),
  'signed with the public key as a password': () => ({ claims: good, alg: 'HS256' }),
  'signed with a key that was never published': () => ({ claims: good, foreignKey: true }),
};
test.each(Object.entries(BAD))('a token %s is refused', async (_, make) => {
  await expect(oidc.identify(issuer.token(make()))).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('clocks may differ by half a minute', async () => {
  const token = issuer.token({ claims: { ...good, exp: seconds() - 10 } });
  await expect(oidc.identify(token)).resolves.toMatchObject({ tenant: 'acme' });
});

test.each([
  ['no tenant', { scope: 'nex:read' }],
  ['a tenant that is no name', { ...good, tenant: '../x' }],
  ['no scope', { tenant: 'acme' }],
  ['only words that mean nothing', { tenant: 'acme', scope: 'constructor nex:admin' }],
])('a good token with %s gives no right', async (_, claims) => {
  await expect(oidc.identify(issuer.token({ claims }))).rejects.toMatchObject({ code: 'forbidden' });
});

test('keys are fetched once, and again when a token names one that is new', async () => {
  const fresh = open();
  await fresh.identify(issuer.token({ claims: good }));
  const before = issuer.fetches;
  await fresh.identify(issuer.token({ claims: good }));
  expect(issuer.fetches).toBe(before);
  const old = issuer.token({ claims: good });
  issuer.rotate();
  await expect(fresh.identify(issuer.token({ claims: good }))).resolves.toMatchObject({ tenant: 'acme' });
  expect(issuer.fetches).toBe(before + 1);
  await expect(fresh.identify(old)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('tokens with made-up keys do not make the issuer be asked each time', async () => {
  const calm = open({}, 60_000);
  await calm.identify(issuer.token({ claims: good }));
  const before = issuer.fetches;
  issuer.rotate();
  for (let i = 0; i < 5; i += 1) {
    await expect(calm.identify(issuer.token({ claims: good }))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  }
  expect(issuer.fetches).toBe(before);
});

test('an issuer that cannot be reached is no fault of the token', async () => {
  const away = open({ issuer: 'http://127.0.0.1:1' });
  await expect(away.identify(issuer.token())).rejects.toMatchObject({ code: 'unavailable' });
});
