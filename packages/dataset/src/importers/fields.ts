/** Fields of foreign JSON by any of their spellings. The first name that holds a value of the type counts. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';

export function stringAt(value: JsonObject, ...names: string[]): string | undefined {
  return firstOf(value, names, (field) => (typeof field === 'string' ? field : undefined));
}

export function numberAt(value: JsonObject, ...names: string[]): number | undefined {
  return firstOf(value, names, (field) =>
    typeof field === 'number' && Number.isFinite(field) ? field : undefined,
  );
}

export function listAt(value: JsonObject, ...names: string[]): Json[] | undefined {
  return firstOf(value, names, (field) => (Array.isArray(field) ? field : undefined));
}

export function objectAt(value: JsonObject, ...names: string[]): JsonObject | undefined {
  return firstOf(value, names, (field) => (isJsonObject(field) ? field : undefined));
}

/** The first that is there and not `null`. */
export function valueAt(value: JsonObject, ...names: string[]): Json | undefined {
  return firstOf(value, names, (field) => field ?? undefined);
}

/** The value that a text holds as JSON, where it is a list or an object; else the value as it is. */
export function unpacked(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** As text: strings as they are, anything else as JSON. */
export function textOfJson(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function firstOf<T>(
  value: JsonObject,
  names: readonly string[],
  read: (field: Json | undefined) => T | undefined,
): T | undefined {
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? read(value[name]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
