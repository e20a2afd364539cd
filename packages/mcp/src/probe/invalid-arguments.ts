/** Arguments that the schema forbids: the first required property is left out, or the first property has a wrong type. */
import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '@nex/core';

const OTHERS = new Set(['number', 'integer', 'boolean', 'array', 'object']);

/** `undefined` when the schema forbids neither. `valid` are arguments that it allows. */
export function invalidArguments(schema: JsonSchema, valid: JsonObject): JsonObject | undefined {
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const [missing] = required;
  if (missing !== undefined) {
    return Object.fromEntries(Object.entries(valid).filter(([name]) => name !== missing));
  }
  for (const [name, property] of Object.entries(isJsonObject(schema.properties) ? schema.properties : {})) {
    const wrong = isJsonObject(property) ? wrongFor(property.type) : undefined;
    if (wrong !== undefined) return { ...valid, [name]: wrong };
  }
  return undefined;
}

function wrongFor(type: Json | undefined): Json | undefined {
  if (type === 'string') return { wrong: true };
  return typeof type === 'string' && OTHERS.has(type) ? 'wrong' : undefined;
}
