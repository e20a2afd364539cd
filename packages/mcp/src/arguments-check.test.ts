import type { JsonObject } from '@nex/core';
import { expect, test } from 'vitest';
import { createArgumentsCheck } from './arguments-check.ts';

const properties: JsonObject = {
  path: { type: 'string' },
  mode: { enum: ['a', 'b'] },
  at: { type: 'string', format: 'date-time' },
  items: {
    type: 'array',
    items: { type: 'object', properties: { 'x/y': { type: 'number' } }, required: ['x/y'] },
  },
};
const DIALECTS = [
  undefined,
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2020-12/schema',
];

test.each(DIALECTS)('dialect %s: the message names the path and the problem', (dialect) => {
  const schema: JsonObject = { type: 'object', properties, required: ['path'], additionalProperties: false };
  const check = createArgumentsCheck().forTool('s', 't', dialect ? { ...schema, $schema: dialect } : schema);
  expect(check({ path: 'a', at: '2026-01-01T00:00:00Z' })).toBeUndefined();
  expect(check({})).toBe('path is missing');
  expect(check({ path: 1 })).toBe('path must be string');
  expect(check({ path: 'a', more: 1 })).toBe('arguments must not have the property more');
  expect(check({ path: 'a', mode: 'c' })).toBe('mode must be one of ["a","b"]');
  expect(check({ path: 'a', at: 'soon' })).toBe('at must match format "date-time"');
  expect(check({ path: 'a', items: [{ 'x/y': 'z' }] })).toBe('items.0.x/y must be number');
  expect(check({ path: 'a', items: [{}] })).toBe('items.0.x/y is missing');
});

test('additional properties are taken when the schema does not forbid them', () => {
  const check = createArgumentsCheck().forTool('s', 't', { type: 'object', properties });
  expect(check({ more: 1 })).toBeUndefined();
});

test('equal $id in two tools, and a schema that is none, disturb nothing', () => {
  const checks = createArgumentsCheck();
  checks.forTool('s', 'one', { $id: 'same', type: 'object' });
  expect(checks.forTool('s', 'two', { $id: 'same', type: 'object', required: ['a'] })({})).toBe(
    'a is missing',
  );
  expect(checks.forTool('s', 'three', { type: 'nonsense' })({})).toBeUndefined();
});

test('many faults are cut to five', () => {
  const required = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const check = createArgumentsCheck().forTool('s', 't', { type: 'object', required });
  expect(check({})).toMatch(/e is missing; and 2 more$/);
});
