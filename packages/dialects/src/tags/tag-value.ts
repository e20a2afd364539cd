/**
 * What a value written as text between tags is, by the schema of its parameter. A text is never changed: it is either
 * valid JSON of a type that the schema allows, or the string that it is.
 */
import type { Json } from '@nex/core';
import { writeJson } from '../json-text.ts';
import { looseJson, strictJson, type TextValue } from './loose-json.ts';
import { type Types, typeOfJson } from './value-types.ts';

/** What to take a text for whose parameter has no type: families differ. */
export type Untyped = 'string' | 'json';

export function readTagValue(text: string, types: Types, untyped: Untyped): TextValue {
  return jsonValue(text, types, untyped) ?? stringValue(text);
}

export function stringValue(text: string): TextValue {
  return { value: text, json: writeJson(text) };
}

/** Whether a text is read as the value that it was written from. */
export function isReadAs(value: Json, text: string, types: Types, untyped: Untyped): boolean {
  return jsonValue(text, types, untyped)?.json === (typeof value === 'string' ? undefined : text);
}

/** `undefined` when the text is a string. */
function jsonValue(text: string, types: Types, untyped: Untyped): TextValue | undefined {
  if (!types) return untyped === 'json' ? untypedJson(text.trim()) : undefined;
  const mayBeString = types.has('string');
  if (mayBeString && types.size === 1) return undefined;
  const found = mayBeString ? strictJson(text.trim()) : looseJson(text.trim());
  if (!found || typeof found.value === 'string') return undefined;
  return mayBeString && !types.has(typeOfJson(found.value)) ? undefined : found;
}

/** Any JSON but a string; a number only in the spelling that keeps all its digits. */
function untypedJson(text: string): TextValue | undefined {
  const found = strictJson(text);
  if (!found || typeof found.value === 'string') return undefined;
  return typeof found.value === 'number' && JSON.stringify(found.value) !== text ? undefined : found;
}
