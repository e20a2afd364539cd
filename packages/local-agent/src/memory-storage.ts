/** What the tools of a run keep, in memory. Values go in and out as copies. */
import type { Json, JsonObject, Storage } from '@nex/core';

export function createMemoryStorage(initial: JsonObject): Storage {
  const values = new Map(Object.entries(structuredClone(initial)));
  return {
    async get(key) {
      return structuredClone(values.get(key));
    },
    async set(key: string, value: Json) {
      values.set(key, structuredClone(value));
    },
    entries: async () => structuredClone(Object.fromEntries(values)),
  };
}
