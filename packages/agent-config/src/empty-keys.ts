/** A key without a value counts as absent: `tools:` alone, or `env: ~` in an entry of a list. */
import { isJsonObject, type Json } from '@nex/core';

/** Of a file's own keys, of the entries of its lists, and of the maps named in `maps`. Values of other maps stay. */
export function withoutEmptyKeys(value: unknown, maps: readonly string[] = []): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(withoutNulls(value)).map(([key, held]): [string, unknown] => {
      if (Array.isArray(held))
        return [key, held.map((item) => (isJsonObject(item) ? withoutNulls(item) : item))];
      return [key, maps.includes(key) ? withoutEmptyKeys(held) : held];
    }),
  );
}

function withoutNulls(map: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(map).filter(([, held]) => held !== null));
}
