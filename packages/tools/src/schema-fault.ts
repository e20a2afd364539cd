/**
 * Holds the schema that a tool file gives a built-in against what the built-in needs: arguments with everything that the
 * schema names must do. Finds what can never succeed, and nothing that may.
 */
import { isBuiltinName, isJsonObject, type Json, type JsonObject } from '@nex/core';
import { BUILTIN_TOOLS } from './builtins/index.ts';

const MAX_DEPTH = 8;

/** What keeps every call from succeeding, as a sentence; `fixed` are arguments that the agent's file lays below. */
export function builtinFault(name: string, schema: JsonObject, fixed: JsonObject): string | undefined {
  const { properties } = schema;
  // A schema that names nothing takes everything.
  if (!isBuiltinName(name) || !isJsonObject(properties) || Object.keys(properties).length === 0)
    return undefined;
  const args = sampleOf(schema, 0);
  const lacks = BUILTIN_TOOLS[name].lacks({ ...fixed, ...(isJsonObject(args) ? args : {}) });
  return lacks === undefined ? undefined : `${lacks}.`;
}

/** A value that the schema allows, with every property that it names. */
function sampleOf(schema: Json | undefined, depth: number): Json {
  if (!isJsonObject(schema) || depth > MAX_DEPTH) return 'x';
  const { type, enum: words, properties, items, anyOf, oneOf, allOf } = schema;
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(words) && words[0] !== undefined) return words[0];
  for (const branches of [anyOf, oneOf, allOf]) {
    if (Array.isArray(branches) && type === undefined) return sampleOf(branches[0], depth + 1);
  }
  const [named] = Array.isArray(type) ? type : [type];
  switch (typeof named === 'string' ? named : undefined) {
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? Math.max(1, Math.ceil(schema['minimum'])) : 1;
    case 'boolean':
      return true;
    case 'array':
      return [sampleOf(items, depth + 1)];
    case 'null':
      return null;
    case 'object':
    case undefined:
      if (!isJsonObject(properties)) return type === 'object' ? {} : 'x';
      return Object.fromEntries(
        Object.entries(properties).map(([key, property]) => [key, sampleOf(property, depth + 1)]),
      );
    default:
      return 'x';
  }
}
