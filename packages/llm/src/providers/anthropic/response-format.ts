/**
 * A schema for the answer, in the JSON Schema subset that `output_config.format` takes: every object closed, no
 * limits on values, no recursion. Limits move into the description, so the model still reads them.
 */
import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '@nex/core';

const KEPT = ['type', 'title', 'description', 'enum', 'const', 'format', 'required', 'default'];
const FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'];
const LIMITS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
];
/** What the subset cannot say without changing the meaning of the schema. */
const INEXPRESSIBLE = ['$ref', 'allOf', 'not', 'if', 'patternProperties', 'prefixItems', 'propertyNames'];

/** A schema with none of them allows anything, which the subset does not. */
const SHAPES = ['type', 'properties', 'enum', 'const', 'anyOf', 'oneOf'];

/** @returns `undefined` when the subset cannot express the schema. */
export function closedSchema(schema: JsonSchema): JsonSchema | undefined {
  if (INEXPRESSIBLE.some((key) => key in schema) || !SHAPES.some((key) => key in schema)) return undefined;
  if (
    Array.isArray(schema.enum) &&
    schema.enum.some((value) => typeof value === 'object' && value !== null)
  ) {
    return undefined;
  }
  const closed: JsonObject = {};
  for (const key of KEPT) if (schema[key] !== undefined) closed[key] = schema[key];
  if (typeof closed.format === 'string' && !FORMATS.includes(closed.format)) delete closed.format;

  const limits = LIMITS.filter((key) => schema[key] !== undefined).map(
    (key) => `${key}: ${JSON.stringify(schema[key])}`,
  );
  if (limits.length > 0) {
    const said = typeof schema.description === 'string' ? `${schema.description}\n` : '';
    closed.description = `${said}{${limits.join(', ')}}`;
  }
  if (schema.type === 'object' || schema.properties !== undefined) {
    const properties = mapped(schema.properties ?? {});
    const open = schema.additionalProperties;
    if (!properties || isJsonObject(open) || (open === true && Object.keys(properties).length === 0))
      return undefined;
    if (open === undefined && schema.properties === undefined) return undefined;
    Object.assign(closed, { type: schema.type ?? 'object', properties, additionalProperties: false });
  }
  if (schema.items !== undefined) {
    const items = isJsonObject(schema.items) ? closedSchema(schema.items) : undefined;
    if (!items) return undefined;
    closed.items = items;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const all = Array.isArray(choices)
      ? choices.map((choice: Json) => isJsonObject(choice) && closedSchema(choice))
      : [];
    if (all.length === 0 || !all.every(isJsonObject)) return undefined;
    closed.anyOf = all;
  }
  return closed;
}

function mapped(properties: Json): JsonObject | undefined {
  if (!isJsonObject(properties)) return undefined;
  const all: JsonObject = {};
  for (const [name, property] of Object.entries(properties)) {
    const closed = isJsonObject(property) ? closedSchema(property) : undefined;
    if (!closed) return undefined;
    all[name] = closed;
  }
  return all;
}
