import type { JsonSchema } from '@nex/core';
import { expect, test } from 'vitest';
import { draftOf, readDraft } from './draft.ts';
import { fieldsOf } from './fields-of.ts';

const SCHEMA: JsonSchema = {
  type: 'object',
  required: ['text', 'mode'],
  properties: {
    count: { type: 'integer', default: 3 },
    text: { type: 'string', description: 'What is said.' },
    mode: { enum: ['fast', 'slow'] },
    loud: { type: ['boolean', 'null'] },
    tags: { type: 'array', items: { type: 'string' } },
    places: { type: 'array', items: { type: 'object' } },
    at: { $ref: '#/$defs/point' },
    either: { anyOf: [{ type: 'number' }, { type: 'null' }] },
  },
  $defs: { point: { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } } } },
};

test('fields are of the kinds that the schema says, the required ones first', () => {
  expect(fieldsOf(SCHEMA).map(({ name, kind, required }) => [name, kind, required])).toEqual([
    ['text', 'text', true],
    ['mode', 'choice', true],
    ['count', 'number', false],
    ['loud', 'boolean', false],
    ['tags', 'list', false],
    ['places', 'json', false],
    ['at', 'group', false],
    ['either', 'number', false],
  ]);
});

test('what is typed becomes the arguments, and what is empty is left out', () => {
  const fields = fieldsOf(SCHEMA);
  const draft = {
    ...draftOf(fields),
    text: 'Beans',
    mode: '"slow"',
    loud: 'false',
    tags: ['a', 'b'],
    places: '[{"x": 1}]',
    at: { x: '1.5', y: '' },
  };
  expect(readDraft(fields, draft)).toEqual({
    ok: true,
    value: {
      text: 'Beans',
      mode: 'slow',
      count: 3,
      loud: false,
      tags: ['a', 'b'],
      places: [{ x: 1 }],
      at: { x: 1.5 },
    },
  });
});

test('what is no JSON is named', () => {
  const fields = fieldsOf(SCHEMA);
  expect(readDraft(fields, { ...draftOf(fields), places: '[' })).toEqual({ ok: false, field: 'places' });
});

test('a schema without properties has no fields', () => {
  expect(fieldsOf({ type: 'object' })).toEqual([]);
});
