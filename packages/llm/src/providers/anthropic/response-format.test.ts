import type { JsonSchema } from '@nex/core';
import { expect, test } from 'vitest';
import { closedSchema } from './response-format.ts';

test.each<[string, JsonSchema, JsonSchema]>([
  [
    'objects are closed at every depth',
    {
      type: 'object',
      properties: { a: { type: 'array', items: { properties: {} } } },
      additionalProperties: true,
    },
    {
      type: 'object',
      properties: {
        a: { type: 'array', items: { type: 'object', properties: {}, additionalProperties: false } },
      },
      additionalProperties: false,
    },
  ],
  [
    'limits are told in the description',
    { type: 'string', description: 'A name.', minLength: 1, pattern: '^a', format: 'slug' },
    { type: 'string', description: 'A name.\n{minLength: 1, pattern: "^a"}' },
  ],
  ['choices', { oneOf: [{ const: 1 }, { type: 'null' }] }, { anyOf: [{ const: 1 }, { type: 'null' }] }],
  ['formats that are known stay', { type: 'string', format: 'date' }, { type: 'string', format: 'date' }],
])('%s', (_name, schema, expected) => {
  expect(closedSchema(schema)).toEqual(expected);
});

test.each<[string, JsonSchema]>([
  ['a map', { type: 'object', additionalProperties: { type: 'string' } }],
  ['an object of anything', { type: 'object' }],
  ['a reference', { $ref: '#/$defs/a', $defs: { a: {} } }],
  ['anything', {}],
  ['anything within', { type: 'array', items: {} }],
  ['a choice of anything', { anyOf: [{ type: 'null' }, true] }],
  ['values that are objects', { enum: [{ a: 1 }] }],
  ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }],
])('%s cannot be expressed', (_name, schema) => {
  expect(closedSchema(schema)).toBeUndefined();
});
