/**
 * JSON Schema in the keywords that Gemini takes. What it does not take is left out, which makes a schema wider but never
 * says what it did not say: `const` becomes an `enum` of one, `allOf` of objects one object.
 */
import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '@nex/core';

const KEPT = [
  '$ref',
  '$id',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'required',
  'propertyOrdering',
];
const OF_ONE = ['items', 'additionalProperties'];
const OF_LIST = ['prefixItems', 'anyOf', 'oneOf'];
const OF_NAMES = ['properties', '$defs'];

export function geminiSchema(schema: JsonSchema): JsonSchema {
  const whole = flattened(schema);
  const made: JsonObject = {};
  for (const key of KEPT) if (whole[key] !== undefined) made[key] = whole[key];
  if (typeof made.$ref === 'string') made.$ref = made.$ref.replace(/^#\/definitions\//, '#/$defs/');
  if (whole.const !== undefined) made.enum ??= [whole.const];
  for (const key of OF_ONE) if (whole[key] !== undefined) made[key] = inner(whole[key]);
  for (const key of OF_LIST) {
    const list = whole[key];
    if (Array.isArray(list)) made[key] = list.map(inner);
  }
  for (const key of OF_NAMES) {
    const schemas = key === '$defs' ? (whole.$defs ?? whole.definitions) : whole[key];
    if (!isJsonObject(schemas)) continue;
    made[key] = Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, inner(one)]));
  }
  return made;
}

function inner(schema: Json): Json {
  return isJsonObject(schema) ? geminiSchema(schema) : schema;
}

/** All members of `allOf` hold together, so their keywords do; where two say the same keyword, the first is kept. */
function flattened(schema: JsonSchema): JsonSchema {
  const { allOf, ...whole } = schema;
  if (!Array.isArray(allOf)) return schema;
  for (const member of allOf) {
    if (!isJsonObject(member)) continue;
    const one = flattened(member);
    for (const [key, value] of Object.entries(one)) {
      const known = whole[key];
      if (known === undefined) whole[key] = value;
      else if (key === 'properties' && isJsonObject(known) && isJsonObject(value))
        whole[key] = { ...value, ...known };
      else if (key === 'required' && Array.isArray(known) && Array.isArray(value)) {
        whole[key] = [...new Set([...known, ...value])];
      }
    }
  }
  return whole;
}
