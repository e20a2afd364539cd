/** Checks that a tool's `input_schema` is a JSON Schema that a provider and a validator can work with. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
/** Names that NexAU fills in itself. */
const RESERVED = ['global_storage', 'agent_state', 'ctx'];
const MAX_DEPTH = 40;

/** The first fault as a sentence with its JSON path, or `undefined`. */
export function inputSchemaFault(schema: JsonObject): string | undefined {
  if (schema['type'] !== undefined && schema['type'] !== 'object') {
    return 'type must be "object": the arguments of a tool are named';
  }
  const properties = schema['properties'];
  if (isJsonObject(properties)) {
    const reserved = RESERVED.find((name) => Object.hasOwn(properties, name));
    if (reserved !== undefined) return `properties.${reserved} is a reserved name`;
  }
  return fault(schema, '', 0);
}

/** Like `inputSchemaFault`, for a schema of any JSON value. */
export function schemaFault(schema: JsonObject): string | undefined {
  return fault(schema, '', 0);
}

/** The schema as providers want it: always an object with properties. */
export function normalizeInputSchema(schema: JsonObject): JsonObject {
  return { ...schema, type: 'object', properties: schema['properties'] ?? {} };
}

function fault(schema: Json | undefined, path: string, depth: number): string | undefined {
  if (typeof schema === 'boolean' || schema === undefined) return undefined;
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (depth > MAX_DEPTH) return `${path} is nested too deeply`;
  if (!isJsonObject(schema)) return `${path} must be a schema`;
  const { type, required, properties, items } = schema;
  for (const name of Array.isArray(type) ? type : type === undefined ? [] : [type]) {
    if (typeof name !== 'string' || !TYPES.includes(name)) return `${at('type')} is not a JSON type`;
  }
  if (
    required !== undefined &&
    !(Array.isArray(required) && required.every((key) => typeof key === 'string'))
  ) {
    return `${at('required')} must be a list of names`;
  }
  if (schema['enum'] !== undefined && !(Array.isArray(schema['enum']) && schema['enum'].length > 0)) {
    return `${at('enum')} must be a list of values`;
  }
  if (properties !== undefined) {
    if (!isJsonObject(properties)) return `${at('properties')} must be a map`;
    for (const [name, property] of Object.entries(properties)) {
      const found = fault(property, `${at('properties')}.${name}`, depth + 1);
      if (found !== undefined) return found;
    }
  }
  if (Array.isArray(items)) return undefined;
  for (const key of ['items', 'additionalProperties', 'not']) {
    const found = fault(schema[key], at(key), depth + 1);
    if (found !== undefined) return found;
  }
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key];
    if (branches === undefined) continue;
    if (!Array.isArray(branches)) return `${at(key)} must be a list`;
    for (const [index, branch] of branches.entries()) {
      const found = fault(branch, `${at(key)}[${index}]`, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
