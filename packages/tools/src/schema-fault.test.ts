import { BUILTIN_NAMES, type JsonObject } from '@nex/core';
import { expect, it } from 'vitest';
import { BUILTIN_TOOLS } from './builtins/index.ts';
import { builtinFault } from './schema-fault.ts';

const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties });

it.each(BUILTIN_NAMES)('%s works with its own schema', (name) => {
  expect(builtinFault(name, BUILTIN_TOOLS[name].inputSchema(), {})).toBeUndefined();
});

it('takes the older form of a list of subtasks', () => {
  const todo = object({ content: { type: 'string' }, status: { enum: ['pending'] }, priority: {}, id: {} });
  const schema = object({ todos: { type: 'array', items: todo } });
  expect(builtinFault('write_todos', schema, {})).toBeUndefined();
});

it.each<[string, JsonObject, RegExp]>([
  ['read_file', object({ path: { type: 'string' } }), /^file_path: /],
  ['glob', object({ pattern: { type: 'array', items: { type: 'string' } } }), /^pattern: /],
  [
    'write_todos',
    object({ todos: { type: 'array', items: object({ text: { type: 'string' } }) } }),
    /^todos\[0\]/,
  ],
])('tells what %s misses', (name, schema, fault) => {
  expect(builtinFault(name, schema, {})).toMatch(fault);
});

it('counts what the agent fixes, and knows nothing of other names', () => {
  expect(
    builtinFault('read_file', object({ limit: { type: 'integer' } }), { file_path: 'a.md' }),
  ).toBeUndefined();
  expect(builtinFault('read_file', object({}), {})).toBeUndefined();
  expect(builtinFault('nothing', object({}), {})).toBeUndefined();
});
