/** Values of prompt templates: JSON, and `undefined` for what is not there. */
import type { Json } from '@nex/core';

/** As it appears in the text: nothing for what is absent, JSON for lists and maps. */
export function showValue(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Python's truth: empty text, list and map are false. */
export function isTruthy(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** A member that the value itself holds; nothing that it inherits can be reached. */
export function memberOf(target: Json | undefined, key: Json | undefined): Json | undefined {
  if (Array.isArray(target)) return typeof key === 'number' ? target.at(key) : undefined;
  if (typeof target !== 'object' || target === null) return undefined;
  const name = showValue(key);
  return Object.hasOwn(target, name) ? target[name] : undefined;
}
