/** References to component schemas within a document, and walks over its values. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';

export const SCHEMAS = '#/components/schemas/';

/** A copy in which `change` has seen every object, the inner ones first. */
export function mapObjects(value: Json, change: (object: JsonObject) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (!isJsonObject(value)) return value;
  return change(
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapObjects(item, change)])),
  );
}

/** A copy in which every reference to a component schema has another name. */
export function renameReferences(value: Json, rename: (name: string) => string): Json {
  return mapObjects(value, (object) => {
    const name = referenceOf(object);
    return name === undefined ? object : { ...object, $ref: `${SCHEMAS}${rename(name)}` };
  });
}

/** Names of the component schemas that a value refers to itself. */
export function referencesIn(value: Json): Set<string> {
  const names = new Set<string>();
  mapObjects(value, (object) => {
    const name = referenceOf(object);
    if (name !== undefined) names.add(name);
    return object;
  });
  return names;
}

/** Those and what they refer to in turn. */
export function reachableFrom(value: Json, schemas: JsonObject): Set<string> {
  const seen = new Set<string>();
  const open = [...referencesIn(value)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...referencesIn(schemas[name] ?? null));
  }
  return seen;
}

function referenceOf({ $ref }: JsonObject): string | undefined {
  return typeof $ref === 'string' && $ref.startsWith(SCHEMAS) ? $ref.slice(SCHEMAS.length) : undefined;
}
