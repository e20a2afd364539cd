import type { JsonSchema } from '@nex/core';
import { expect, test } from 'vitest';
import { geminiSchema } from './schema.ts';

test.each<[string, JsonSchema, JsonSchema]>([
  [
    'what is not taken is left out',
    {
      $schema: 'x',
      type: 'string',
      minLength: 1,
      pattern: '^a',
      default: 'a',
      examples: ['a'],
      title: 'T',
      format: 'date',
    },
    { type: 'string', format: 'date', title: 'T' },
  ],
  [
    'within everything that holds schemas',
    {
      type: 'object',
      properties: {
        default: { type: ['string', 'null'], minLength: 1 },
        list: { items: { exclusiveMinimum: 0, type: 'number' } },
      },
      additionalProperties: { not: {} },
      anyOf: [{ const: 'a' }, true],
    },
    {
      type: 'object',
      properties: { default: { type: ['string', 'null'] }, list: { items: { type: 'number' } } },
      additionalProperties: {},
      anyOf: [{ enum: ['a'] }, true],
    },
  ],
  [
    'all of several objects is one object',
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { properties: { b: { type: 'number' } }, required: ['b'] },
      ],
      description: 'both',
    },
    {
      type: 'object',
      description: 'both',
      properties: { a: { type: 'string' }, b: { type: 'number' } },
      required: ['a', 'b'],
    },
  ],
  [
    'references stay',
    {
      $ref: '#/definitions/n',
      definitions: { n: { type: 'array', items: { $ref: '#/definitions/n' }, uniqueItems: true } },
    },
    { $ref: '#/$defs/n', $defs: { n: { type: 'array', items: { $ref: '#/$defs/n' } } } },
  ],
])('%s', (_name, schema, expected) => {
  expect(geminiSchema(schema)).toEqual(expected);
});
