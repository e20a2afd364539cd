import * as fc from 'fast-check';
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

test('what jsonb can hold stays as it is', () => {
  const written = String.raw`\u0000`;
  expect(JSON.parse(json({ a: written, b: 'cut \ud83d' }))).toEqual({ a: written, b: 'cut \ufffd' });
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      if (!text.includes('\\u')) expect(json(value)).toBe(text);
      expect(JSON.stringify(JSON.parse(json(value)))).not.toMatch(/(?<!\\)(?:\\\\)*\\u0000/);
    }),
  );
});
