/** Keys of model servers that requests name: the operator's, each for its own server and no other. */
import { NexError, parseJsonObject, type RunModel } from '@nex/core';
import * as z from 'zod';
import type { Environment } from './environment.ts';

const Keys = z.record(z.string(), z.strictObject({ baseUrl: z.url(), apiKey: z.string().min(1) }));
/** By the name that requests use. */
export type RunModelKeys = ReadonlyMap<string, z.infer<typeof Keys>[string]>;

/** From `RUN_MODEL_KEYS`. Throws `config_invalid`. */
export function readRunModelKeys(environment: Environment): RunModelKeys {
  const text = environment.optional('RUN_MODEL_KEYS');
  if (text === undefined) return new Map();
  const keys = Keys.safeParse(parseJsonObject(text));
  if (keys.success) return new Map(Object.entries(keys.data));
  throw new NexError('config_invalid', 'RUN_MODEL_KEYS is not a JSON object of keys with their servers.', {
    where: 'RUN_MODEL_KEYS',
    hint: 'Write {"name": {"baseUrl": "https://…/v1", "apiKey": "…"}}.',
  });
}

export function runModelKeyOf(keys: RunModelKeys, { keyRef, baseUrl }: RunModel): string | undefined {
  if (keyRef === undefined) return undefined;
  const known = keys.get(keyRef);
  return known && isSameServer(known.baseUrl, baseUrl) ? known.apiKey : undefined;
}

/** @param where The field that holds the model. Throws `invalid_request` for a key that is not there. */
export function checkRunModelKey(keys: RunModelKeys, model: RunModel, where: string): void {
  if (model.keyRef === undefined || runModelKeyOf(keys, model) !== undefined) return;
  throw new NexError('invalid_request', `There is no key ${model.keyRef} for that server.`, {
    where: `${where}.keyRef`,
    hint: 'Ask the operator to add it to RUN_MODEL_KEYS with the same base URL.',
  });
}

/** Of base URLs; a slash at the end is no difference. */
export function isSameServer(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
}
