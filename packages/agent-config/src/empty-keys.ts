/** A key without a value counts as absent: `tools:` alone, or `env: ~` in an entry of a list. A key that is none stays a fault. */
import { isJsonObject, type Json } from '@nex/core';
import * as z from 'zod';

/**
 * Of a file's own keys, of the entries of its lists, and of the maps named in `maps`. Values of other maps stay.
 * `schema` says which keys there are.
 */
export function withoutEmptyKeys(value: unknown, schema: z.ZodType, maps: readonly string[] = []): unknown {
  if (!isJsonObject(value)) return value;
  const shape = shapeOf(schema);
  return Object.fromEntries(
    Object.entries(withoutNulls(value, shape)).map(([key, held]): [string, unknown] => {
      const inner = shape.get(key);
      if (inner === undefined) return [key, held];
      if (Array.isArray(held)) {
        const entry = shapeOf(inner, true);
        return [key, held.map((item) => (isJsonObject(item) ? withoutNulls(item, entry) : item))];
      }
      return [key, maps.includes(key) ? withoutEmptyKeys(held, inner) : held];
    }),
  );
}

function withoutNulls(map: Record<string, Json>, shape: ReadonlyMap<string, unknown>): Record<string, Json> {
  return Object.fromEntries(Object.entries(map).filter(([key, held]) => held !== null || !shape.has(key)));
}

/** The keys of a map, or of the entries of a list, with what they hold; of a choice, those of every branch. */
function shapeOf(schema: z.ZodType, ofEntries = false): ReadonlyMap<string, z.ZodType> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return shapeOf(schema.unwrap() as z.ZodType, ofEntries);
  }
  if (schema instanceof z.ZodUnion) {
    const branches = schema.options as readonly z.ZodType[];
    return new Map(branches.flatMap((branch) => [...shapeOf(branch, ofEntries)]));
  }
  if (ofEntries) return schema instanceof z.ZodArray ? shapeOf(schema.element as z.ZodType) : new Map();
  return new Map(
    schema instanceof z.ZodObject ? Object.entries(schema.shape as Record<string, z.ZodType>) : [],
  );
}
