import type { JsonSchema } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createArgumentsCheck } from '../arguments-check.ts';
import { createHarvest } from './harvest.ts';
import { invalidArguments } from './invalid-arguments.ts';
import { sampleArguments } from './sample-arguments.ts';

const checks = createArgumentsCheck();
const context = () => ({ tool: 'read', stateDirectory: '/state', harvest: createHarvest() });
const one = (property: JsonSchema, name = 'value') =>
  sampleArguments({ type: 'object', properties: { [name]: property }, required: [name] }, context())[name];

test.each([
  ['a constant', 'value', { const: 4 }, 4],
  ['the default of an enumeration', 'value', { enum: ['a', 'b'], default: 'b' }, 'b'],
  ['an example', 'value', { type: 'string', examples: ['x'] }, 'x'],
  ['a default', 'value', { type: 'number', default: 9 }, 9],
  [
    'an example of the description',
    'value',
    { type: 'string', description: 'A zone, e.g. "Asia/Tokyo"' },
    'Asia/Tokyo',
  ],
  ['a format', 'value', { type: 'string', format: 'ipv4' }, '192.0.2.10'],
  ['a time zone by its name', 'sourceTimezone', { type: 'string' }, 'Europe/Paris'],
  ['a path by its kind', 'filePath', { type: 'string', description: 'Path of the PDF' }, '/state/report.pdf'],
  ['a directory', 'rootDir', { type: 'string' }, '/state'],
  ['a file that is to be made', 'output_path', { type: 'string' }, '/state/made.txt'],
  ['the first branch that is not null', 'value', { anyOf: [{ type: 'null' }, { type: 'boolean' }] }, false],
  ['a number within its bounds', 'limit', { type: 'integer', minimum: 2, maximum: 5 }, 5],
  ['a pattern', 'value', { type: 'string', pattern: '^\\d{4}-\\d{2}$' }, '2026-03'],
] as const)('%s', (_title, name, schema, value) => {
  expect(one(schema as unknown as JsonSchema, name)).toEqual(value);
});

test.each([
  ['list_directory', 'path', '/state'],
  ['createDirectory', 'path', '/state/made'],
  ['read_file', 'path', '/state/notes.txt'],
  ['write_note', 'fileName', 'notes.md'],
])('the %s of %s', (tool, name, value) => {
  const schema: JsonSchema = { type: 'object', properties: { [name]: { type: 'string' } }, required: [name] };
  expect(sampleArguments(schema, { ...context(), tool })[name]).toBe(value);
});

test('references, joined schemas and nested lists are followed, and a schema that holds itself ends', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: { tasks: { type: 'array', minItems: 2, items: { $ref: '#/$defs/task' } } },
    required: ['tasks'],
    $defs: {
      task: {
        allOf: [{ properties: { title: { type: 'string' } }, required: ['title'] }],
        properties: { next: { $ref: '#/$defs/task' } },
        required: ['next'],
      },
    },
  };
  const { tasks } = sampleArguments(schema, context());
  expect(tasks).toHaveLength(2);
  expect(tasks).toMatchObject([{ title: 'sample', next: { title: 'sample' } }, {}]);
});

test('an id that an earlier answer held is used by the tools that name it', () => {
  const { harvest, ...rest } = context();
  harvest.take('create_task', ['{"task":{"id":"t-7","title":"x"}}', 'Project ID: p-9']);
  const ask = (name: string) =>
    sampleArguments(
      { type: 'object', properties: { [name]: { type: 'string' } }, required: [name] },
      { ...rest, harvest },
    );
  expect(ask('taskId')).toEqual({ taskId: 't-7' });
  expect(ask('project_id')).toEqual({ project_id: 'p-9' });
});

const leaf = fc.oneof(
  fc.record({ type: fc.constant('string'), minLength: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -50, max: 50 }) }),
  fc.record({ type: fc.constant('number'), maximum: fc.integer({ min: -50, max: 50 }) }),
  fc.record({ type: fc.constant('boolean') }),
  fc.record({ enum: fc.array(fc.string(), { minLength: 1 }) }),
);
const names = fc.constantFrom('path', 'query', 'count', 'userId', 'date', 'items', 'format', 'outputFile');
const schemas = fc.dictionary(names, leaf, { minKeys: 1 }).map((properties): JsonSchema => {
  const list = { type: 'array', items: Object.values(properties)[0], minItems: 1 };
  return {
    type: 'object',
    properties: { ...properties, list },
    required: [...Object.keys(properties), 'list'],
  } as never;
});

test('what is made for a schema is valid by it, and what is made to be refused is not', () => {
  let number = 0;
  fc.assert(
    fc.property(schemas, (schema) => {
      number += 1;
      const check = checks.forTool(`snapshot-${number}`, 'tool', schema);
      const valid = sampleArguments(schema, context());
      expect(check(valid)).toBeUndefined();
      const invalid = invalidArguments(schema, valid);
      expect(invalid && check(invalid)).toBeTypeOf('string');
    }),
    { numRuns: 60 },
  );
});
