/**
 * Schemas as a reader wants them. The generator gives each schema two components, `X` for answers and `XInput` for
 * requests, writes definitions that are shared into places that no reference of OpenAPI reaches, and closes every answer
 * to fields that come later.
 */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { mapObjects, reachableFrom, referencesIn, renameReferences } from './references.ts';

const INPUT = 'Input';
const JSON_VALUE = 'JsonValue';
const SHARED = /^#\/(?:components\/schemas\/(?:__shared(?:Input)?#\/\$defs\/)?|\$defs\/)(_*schema\d+)$/;

/** The same document with fewer and simpler components. */
export function simplifySchemas(document: JsonObject): JsonObject {
  const plain = mapObjects(liftDefinitions(document), withoutNoise) as JsonObject;
  const { schemas, rest } = apart(plain);
  const merged = mergeInputs(rest, schemas);
  const used = reachableFrom(merged.rest, merged.schemas);
  return together(
    merged.rest,
    Object.entries(merged.schemas).filter(([name]) => used.has(name)),
  );
}

/**
 * `XInput` becomes `X` where answers have no `X` of their own. For a whole API alone: what another part of it answers is
 * not known here.
 */
export function nameLoneInputs(document: JsonObject): JsonObject {
  const { schemas } = apart(document);
  const rename = (name: string) => (base(name) in schemas ? name : base(name));
  const { schemas: renamed, rest } = apart(renameReferences(document, rename) as JsonObject);
  return together(
    rest,
    Object.entries(renamed).map(([name, schema]) => [rename(name), schema]),
  );
}

function base(name: string): string {
  return name.endsWith(INPUT) ? name.slice(0, -INPUT.length) : name;
}

function together(rest: JsonObject, schemas: [string, Json][]): JsonObject {
  const components = isJsonObject(rest['components']) ? rest['components'] : {};
  const inOrder = schemas.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...rest, components: { ...components, schemas: Object.fromEntries(inOrder) } };
}

function apart(document: JsonObject): { schemas: JsonObject; rest: JsonObject } {
  const { components, ...rest } = document;
  if (!isJsonObject(components)) return { schemas: {}, rest };
  const { schemas, ...others } = components;
  return { schemas: isJsonObject(schemas) ? schemas : {}, rest: { ...rest, components: others } };
}

/** Any JSON is the one definition that is shared, but for trees of schemas that core does not name. */
function liftDefinitions(document: JsonObject): JsonObject {
  const lifted: JsonObject = {};
  const lift = (definition: Json, name: string): string => {
    const known = isAnyJson(definition) ? JSON_VALUE : `Tree${name.replace(/\D+/, '')}`;
    lifted[known] ??= definition;
    return known;
  };
  const names = new Map<string, string>();
  const collected = mapObjects(document, (object) => {
    const { $defs, ...rest } = object;
    if (!isJsonObject($defs)) return object;
    for (const [name, definition] of Object.entries($defs)) {
      const known = lift(definition, name);
      if ((names.get(name) ?? known) !== known) throw new Error(`Two shared schemas are called ${name}.`);
      names.set(name, known);
    }
    return rest;
  }) as JsonObject;
  const { schemas, rest } = apart(collected);
  const { __shared: _, __sharedInput: _input, ...own } = schemas;
  const components = isJsonObject(rest['components']) ? rest['components'] : {};
  return mapObjects({ ...rest, components: { ...components, schemas: { ...own, ...lifted } } }, (object) => {
    const [, name] = SHARED.exec(typeof object['$ref'] === 'string' ? object['$ref'] : '') ?? [];
    return name === undefined ? object : { $ref: `#/components/schemas/${names.get(name) ?? JSON_VALUE}` };
  }) as JsonObject;
}

function isAnyJson(definition: Json): boolean {
  return JSON.stringify(definition).startsWith(
    '{"anyOf":[{"type":"string"},{"type":"number"},{"type":"boolean"},{"type":"null"},{"type":"array"',
  );
}

/**
 * The range of safe integers says nothing, nor do keys that are texts, nor the pattern of a time beside its format; keys of
 * a closed set are properties.
 */
function withoutNoise(object: JsonObject): JsonObject {
  const { minimum, maximum, propertyNames, pattern, additionalProperties, ...rest } = object;
  const keys =
    isJsonObject(propertyNames) && Array.isArray(propertyNames['enum']) ? propertyNames['enum'] : [];
  if (keys.length > 0 && additionalProperties !== undefined) {
    const properties = Object.fromEntries(
      keys.map((key) => [JSON.stringify(key).replaceAll('"', ''), additionalProperties]),
    );
    return { ...rest, properties, additionalProperties: false };
  }
  // Keys of a named set cannot be required where they are no properties.
  const { required: _required, ...open } = rest;
  return {
    ...(isJsonObject(propertyNames) && '$ref' in propertyNames ? open : rest),
    ...(additionalProperties !== undefined && { additionalProperties }),
    ...(pattern !== undefined && rest['format'] !== 'date-time' && { pattern }),
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
    ...(propertyNames !== undefined &&
      JSON.stringify(propertyNames) !== '{"type":"string"}' && { propertyNames }),
  };
}

/** One component for both where they say the same; answers are open to fields that come later. */
function mergeInputs(rest: JsonObject, schemas: JsonObject): { rest: JsonObject; schemas: JsonObject } {
  const said = (name: string) => JSON.stringify(opened(renameReferences(schemas[name] ?? null, base)));
  const pairs = Object.keys(schemas).filter((name) => `${name}${INPUT}` in schemas);
  const differ = new Set(pairs.filter((name) => said(name) !== said(`${name}${INPUT}`)));
  for (let size = -1; size !== differ.size; ) {
    size = differ.size;
    for (const name of pairs) {
      const inner = [...referencesIn(schemas[`${name}${INPUT}`] ?? null)].map(base);
      if (inner.some((one) => differ.has(one))) differ.add(name);
    }
  }
  const one = new Set(pairs.filter((name) => !differ.has(name)));
  const rename = (name: string) => (one.has(base(name)) ? base(name) : name);
  const kept = Object.entries(schemas).flatMap(([name, schema]): [string, Json][] => {
    if (one.has(name)) return [];
    const own = one.has(base(name)) || name.endsWith(INPUT) ? schema : opened(schema);
    return [[rename(name), renameReferences(own, rename)]];
  });
  return { rest: renameReferences(rest, rename) as JsonObject, schemas: Object.fromEntries(kept) };
}

/** The same, open to fields that come later. */
export function opened(schema: Json): Json {
  return mapObjects(schema, (object) => {
    if (object['additionalProperties'] !== false) return object;
    const { additionalProperties: _, ...open } = object;
    return open;
  });
}
