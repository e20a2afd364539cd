/**
 * Arguments that a tool should accept, made from its input schema. A value is taken from the first of: a constant, an
 * enumeration, an example, a default, an id that an earlier answer held, an example in the description, the format, and
 * what the name of the property suggests. Only required properties are filled in.
 */
import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '@nex/core';
import type { Harvest } from './harvest.ts';
import { sampleNumber, sampleText } from './sample-values.ts';

export interface SampleContext {
  /** The tool whose arguments they are. */
  tool: string;
  /** Where the sample project lies. */
  stateDirectory: string;
  /** What earlier answers held. */
  harvest: Harvest;
}

const DEPTH = 8;

/** An object, also for a schema that is none. */
export function sampleArguments(schema: JsonSchema, context: SampleContext): JsonObject {
  const value = sampleOf('', schema, { ...context, root: schema, depth: 0 });
  return isJsonObject(value) ? value : {};
}

interface Walk extends SampleContext {
  root: JsonSchema;
  depth: number;
}

function sampleOf(name: string, given: Json | undefined, walk: Walk): Json {
  const schema = flatten(given, walk.root, 0);
  if (walk.depth > DEPTH) return null;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) {
    return schema.enum.find((value) => value === schema.default) ?? schema.enum[0] ?? null;
  }
  const type = typeOf(schema);
  const harvested = type === 'string' || type === 'integer' ? walk.harvest.idFor(name) : undefined;
  if (harvested !== undefined) return type === 'integer' ? Number(harvested) : harvested;
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0] ?? null;
  if (schema.default !== undefined && schema.default !== null && schema.default !== '') return schema.default;
  switch (type) {
    case 'object':
      return sampleObject(schema, walk);
    case 'array': {
      const count = Math.max(1, typeof schema.minItems === 'number' ? schema.minItems : 1);
      const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
      const one = (index: number) => sampleOf(singular(name), tuple[index] ?? schema.items, deeper(walk));
      return Array.from({ length: Math.min(count, 20) }, (_, index) => one(index));
    }
    case 'number':
    case 'integer':
      return sampleNumber(name, schema, type === 'integer');
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return sampleText(name, schema, walk);
  }
}

function sampleObject(schema: JsonObject, walk: Walk): JsonObject {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  return Object.fromEntries(
    required.map((name) => [name, sampleOf(name, properties[name], deeper(walk))] as const),
  );
}

function deeper(walk: Walk): Walk {
  return { ...walk, depth: walk.depth + 1 };
}

/** Follows references within the document, joins `allOf`, and takes the first branch that is not null. */
function flatten(given: Json | undefined, root: JsonSchema, depth: number): JsonObject {
  if (!isJsonObject(given) || depth > DEPTH) return {};
  if (typeof given.$ref === 'string') {
    const { $ref, ...rest } = given;
    return { ...flatten(pointed(root, $ref), root, depth + 1), ...rest };
  }
  const { allOf, anyOf, oneOf, ...own } = given;
  const parts = Array.isArray(allOf) ? allOf : [];
  const branches = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : [];
  const branch = branches.find((part) => isJsonObject(part) && part.type !== 'null');
  return [...parts, ...(branch === undefined ? [] : [branch])].reduce<JsonObject>((joined, part) => {
    const next = flatten(part, root, depth + 1);
    const required = [joined.required, next.required].flatMap((list) => (Array.isArray(list) ? list : []));
    const properties = {
      ...(isJsonObject(next.properties) ? next.properties : {}),
      ...(isJsonObject(joined.properties) ? joined.properties : {}),
    };
    return { ...next, ...joined, properties, ...(required.length > 0 ? { required } : {}) };
  }, own);
}

function pointed(root: JsonSchema, reference: string): Json | undefined {
  if (!reference.startsWith('#')) return undefined;
  let value: Json | undefined = root;
  for (const step of reference.slice(1).split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    value = isJsonObject(value) ? value[key] : undefined;
  }
  return value;
}

function typeOf(schema: JsonObject): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const type = types.find((name) => typeof name === 'string' && name !== 'null');
  if (typeof type === 'string') return type;
  if (schema.properties && Object.keys(schema.properties).length > 0) return 'object';
  return schema.items === undefined ? 'string' : 'array';
}

function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
}
