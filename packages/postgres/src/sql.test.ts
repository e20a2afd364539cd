import { expect, test } from 'vitest';
import { cleanText, identifier, json, sql } from './pool.ts';

test.each([
  ['values', sql`select ${1}, ${'a'}`, 'select $1, $2', [1, 'a']],
  [
    'fragments',
    sql`select ${1} ${sql`where x = ${2} and y = ${3}`} and z = ${4}`,
    'select $1 where x = $2 and y = $3 and z = $4',
    [1, 2, 3, 4],
  ],
  [
    'names',
    sql`select * from ${identifier('a"b')}.c where d = ${1}`,
    'select * from "a""b".c where d = $1',
    [1],
  ],
  ['an empty fragment', sql`select 1 ${sql``}`, 'select 1 ', []],
])('%s', (_name, query, text, values) => {
  expect(query).toEqual({ text, values });
});

test('U+0000, which Postgres refuses, becomes U+FFFD', () => {
  expect(JSON.parse(json({ a: 'x\u0000y' }))).toEqual({ a: 'x\ufffdy' });
  expect(cleanText('x\u0000y')).toBe('x\ufffdy');
});
