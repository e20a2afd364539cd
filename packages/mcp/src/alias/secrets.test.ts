import { expect, test } from 'vitest';
import { maskSecrets, secretsOf } from './secrets.ts';

test.each([
  [
    'a header, whole and without its scheme',
    { headers: { authorization: 'Bearer abcdef' } },
    ['Bearer abcdef', 'abcdef'],
  ],
  ['a header of any name', { headers: { 'x-tenant': 'tenant-1' } }, ['tenant-1']],
  [
    'headers that negotiate content are open',
    { headers: { Accept: 'text/html', 'content-type': 'a/bcdef' } },
    [],
  ],
  [
    'a variable with a telling name',
    { env: { API_KEY: 'simple', GITHUB_PAT: 'plainword' } },
    ['plainword', 'simple'],
  ],
  ['a variable with a random value', { env: { ID: 'a1b2c3d4e5f6a7b8' } }, ['a1b2c3d4e5f6a7b8']],
  [
    'ordinary variables',
    { env: { REGION: 'us-east-1', HOME: '/srv/data/0123456789', MODE: 'production' } },
    [],
  ],
  [
    'a password in an address',
    { env: { DB: 'postgres://me:p%40ssword@host/x' } },
    ['p%40ssword', 'p@ssword'],
  ],
  [
    'a query of an address',
    { url: 'https://example.com/mcp?api_key=hush-hush&page=12345678' },
    ['hush-hush'],
  ],
  ['what is too short', { headers: { 'x-a': 'yes' }, env: { TOKEN: '1' } }, []],
] as const)('%s', (_title, settings, secrets) => {
  expect(secretsOf(settings)).toEqual(secrets);
});

test('the longer secret is masked before the shorter that it holds', () => {
  expect(maskSecrets('sent Bearer abcdef and abcdef', secretsOf({ headers: { a: 'Bearer abcdef' } }))).toBe(
    'sent <secret> and <secret>',
  );
});
