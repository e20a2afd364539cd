import type { Json, JsonObject, ToolDefinition } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { readTagValue, type Untyped } from './tag-value.ts';
import { parametersOf } from './value-types.ts';

function tool(field: JsonObject, more: JsonObject = {}): ToolDefinition {
  const inputSchema = { type: 'object', properties: { x: field }, ...more };
  return {
    name: 't',
    description: '',
    inputSchema,
    origin: { kind: 'custom' },
    repeatable: false,
    disableParallel: false,
  };
}
const typesOf = (definition: ToolDefinition) => parametersOf(definition)?.get('x');
function read(text: string, field: JsonObject | undefined, untyped: Untyped = 'string'): Json {
  const { value, json } = readTagValue(text, field && typesOf(tool(field)), untyped);
  expect(JSON.parse(json)).toEqual(value);
  return value;
}

describe('readTagValue', () => {
  it.each<[string, JsonObject | undefined, Json]>([
    ['5', { type: 'string' }, '5'],
    ['null', { type: 'string' }, 'null'],
    [' a ', { type: 'string' }, ' a '],
    [' 5 ', { type: 'integer' }, 5],
    ['1.23e5', { type: 'number' }, 123000],
    ['3.14.159', { type: 'number' }, '3.14.159'],
    ['five', { type: 'integer' }, 'five'],
    ['True', { type: 'boolean' }, true],
    ['None', { type: ['integer', 'null'] }, null],
    ['"5"', { type: 'integer' }, '"5"'],
    ['false', { type: ['string', 'boolean'] }, false],
    ['hello', { type: ['string', 'number', 'null'] }, 'hello'],
    ['[1]', { type: ['string', 'number'] }, '[1]'],
    ["{'a': True, 'b': [None, 'x']}", { type: 'object' }, { a: true, b: [null, 'x'] }],
    ['[{"a": 1}]', { anyOf: [{ type: 'array' }, { type: 'string' }] }, [{ a: 1 }]],
    ['5', undefined, '5'],
  ])('%s by %j', (text, field, value) => {
    expect(read(text, field)).toEqual(value);
  });

  it('takes untyped values for JSON where the family does', () => {
    expect(read('{"a": 1}', undefined, 'json')).toEqual({ a: 1 });
    expect(read('1.0', undefined, 'json')).toBe('1.0');
    expect(read('"a"', undefined, 'json')).toBe('"a"');
  });

  it('keeps the digits of a number', () => {
    expect(readTagValue('12345678901234567890', new Set(['number']), 'string').json).toBe(
      '12345678901234567890',
    );
  });
});

describe('parametersOf', () => {
  it.each<[JsonObject, string[] | undefined]>([
    [{ type: 'float' }, ['number']],
    [{ enum: ['a', 1] }, ['string', 'number']],
    [{ const: true }, ['boolean']],
    [{ oneOf: [{ type: 'object' }, { type: 'null' }] }, ['object', 'null']],
    [{ anyOf: [{ type: 'object' }, {}] }, undefined],
    [{ allOf: [{ description: 'd' }, { type: 'array' }] }, ['array']],
    [{ $ref: '#/$defs/size' }, ['number']],
    [{ $ref: '#/$defs/loop' }, undefined],
    [{ type: 'whatever' }, undefined],
    [{}, undefined],
  ])('of %j', (field, types) => {
    const $defs = { size: { type: 'integer' }, loop: { $ref: '#/$defs/loop' } };
    const found = typesOf(tool(field, { $defs }));
    expect(found && [...found]).toEqual(types);
  });

  it('are unknown for names and tools that are not there', () => {
    expect(parametersOf(tool({ type: 'string' }))?.get('constructor')).toBeUndefined();
    expect(parametersOf(undefined)).toBeUndefined();
  });
});
