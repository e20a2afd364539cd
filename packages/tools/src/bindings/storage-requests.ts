/** What a tool asks of the storage of its run, answered in JSON-RPC. */
import type { Json, JsonObject, Storage } from '@nex/core';

const METHODS: Readonly<Record<string, (storage: Storage, params: JsonObject) => Promise<Json>>> = {
  'storage.get': async (storage, { key }) => (await storage.get(keyOf(key))) ?? null,
  async 'storage.set'(storage, { key, value }) {
    await storage.set(keyOf(key), value ?? null);
    return null;
  },
  'storage.entries': (storage) => storage.entries(),
};

function keyOf(key: Json | undefined): string {
  return typeof key === 'string' ? key : JSON.stringify(key ?? null);
}

/** Never rejects: what goes wrong in the store is told without detail. */
export async function answerStorage(
  method: string,
  params: JsonObject,
  storage: Storage | undefined,
): Promise<JsonObject> {
  const handle = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (handle === undefined) return refusal(-32601, 'There is no such method.');
  if (storage === undefined) return refusal(-32000, 'This call has no storage.');
  try {
    return { result: await handle(storage, params) };
  } catch {
    return refusal(-32000, 'The storage failed.');
  }
}

function refusal(code: number, message: string): JsonObject {
  return { error: { code, message } };
}
