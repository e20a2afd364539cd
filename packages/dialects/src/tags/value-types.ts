/**
 * Which JSON types a parameter may have by its tool's schema: formats that write values as text need it to tell the
 * string `5` from the number. Reads `type`, `enum`, `const`, `anyOf`, `oneOf`, `allOf` and local `$ref`; also the names
 * that Python programs use (`float`, `dict`, …).
 */
import { isJsonObject, type Json, type JsonObject, type ToolDefinition } from '@nex/core';

export type ValueType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null';

const TYPE_NAMES: Readonly<Record<string, ValueType>> = {
  string: 'string',
  str: 'string',
  text: 'string',
  varchar: 'string',
  char: 'string',
  enum: 'string',
  number: 'number',
  integer: 'number',
  int: 'number',
  float: 'number',
  double: 'number',
  boolean: 'boolean',
  bool: 'boolean',
  object: 'object',
  dict: 'object',
  map: 'object',
  array: 'array',
  list: 'array',
  tuple: 'array',
  null: 'null',
  none: 'null',
};
const MAX_REFERENCES = 20;

export function typeOfJson(value: Json): ValueType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** Of a parameter; `undefined` when the schema does not say. */
export type Types = ReadonlySet<ValueType> | undefined;

/** By schema and parameter. Definitions do not change, so each is read once. */
const knownTypes = new WeakMap<JsonObject, ReadonlyMap<string, Types>>();

/** The parameters that the tool's schema lists; `undefined` when it lists none. */
export function parametersOf(tool: ToolDefinition | undefined): ReadonlyMap<string, Types> | undefined {
  const types = tool && typesIn(tool.inputSchema);
  return types && types.size > 0 ? types : undefined;
}

function typesIn(schema: JsonObject): ReadonlyMap<string, Types> {
  const known = knownTypes.get(schema);
  if (known) return known;
  const properties = schema['properties'];
  const read = new Map<string, Types>();
  for (const [name, property] of isJsonObject(properties) ? Object.entries(properties) : []) {
    const types = typesOf(property, schema, MAX_REFERENCES);
    read.set(name, types && types.size > 0 ? types : undefined);
  }
  knownTypes.set(schema, read);
  return read;
}

function typesOf(schema: Json | undefined, root: JsonObject, references: number): Set<ValueType> | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { type, anyOf, oneOf, allOf, $ref } = schema;
  if (type !== undefined) return named(Array.isArray(type) ? type : [type]);
  if (Array.isArray(schema['enum'])) return new Set(schema['enum'].map(typeOfJson));
  if (schema['const'] !== undefined) return new Set([typeOfJson(schema['const'])]);
  if (typeof $ref === 'string') {
    return references > 0 ? typesOf(resolve($ref, root), root, references - 1) : undefined;
  }
  for (const branches of [anyOf, oneOf]) {
    if (Array.isArray(branches)) return union(branches.map((branch) => typesOf(branch, root, references)));
  }
  if (Array.isArray(allOf)) {
    for (const branch of allOf) {
      const types = typesOf(branch, root, references);
      if (types) return types;
    }
  }
  return undefined;
}

function named(names: readonly Json[]): Set<ValueType> | undefined {
  const types = new Set<ValueType>();
  for (const name of names) {
    const type = typeof name === 'string' ? TYPE_NAMES[name.toLowerCase()] : undefined;
    if (!type) return undefined;
    types.add(type);
  }
  return types;
}

/** A branch that may be anything makes the whole unknown. */
function union(branches: readonly (Set<ValueType> | undefined)[]): Set<ValueType> | undefined {
  const types = new Set<ValueType>();
  for (const branch of branches) {
    if (!branch) return undefined;
    for (const type of branch) types.add(type);
  }
  return types;
}

function resolve(reference: string, root: JsonObject): Json | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let value: Json | undefined = root;
  for (const part of reference.slice(2).split('/')) {
    if (!isJsonObject(value)) return undefined;
    value = value[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}
