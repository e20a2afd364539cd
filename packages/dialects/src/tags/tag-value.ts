/**
 * What a value written as text between tags is, by the schema of its parameter. A text is never changed: it is either
 * valid JSON of a type that the schema allows, or the string that it is.
 */
import type { Json } from '@nex/core';
import { looseJson } from './loose-json.ts';
import { typeOfJson, type ValueType } from './value-types.ts';

/** What to take a text for whose parameter has no type: families differ. */
export type Untyped = 'string' | 'json';

/** The value as JSON text. */
export function readTagValue(
  text: string,
  types: ReadonlySet<ValueType> | undefined,
  untyped: Untyped,
): string {
  return typedJson(text, types, untyped) ?? JSON.stringify(text);
}

/** `undefined` when the text is a string. */
function typedJson(
  text: string,
  types: ReadonlySet<ValueType> | undefined,
  untyped: Untyped,
): string | undefined {
  if (!types) return untyped === 'json' ? untypedJson(text.trim()) : undefined;
  if (types.size === 1 && types.has('string')) return undefined;
  const trimmed = text.trim();
  if (types.has('string')) {
    const type = jsonType(trimmed);
    return type !== undefined && type !== 'string' && types.has(type) ? trimmed : undefined;
  }
  const json = looseJson(trimmed);
  return json !== undefined && jsonType(json) !== 'string' ? json : undefined;
}

/** Any JSON but a string; a number only in the spelling that keeps all its digits. */
function untypedJson(text: string): string | undefined {
  const type = jsonType(text);
  if (type === undefined || type === 'string') return undefined;
  return type === 'number' && JSON.stringify(JSON.parse(text)) !== text ? undefined : text;
}

function jsonType(text: string): ValueType | undefined {
  try {
    const value: Json = JSON.parse(text);
    return typeOfJson(value);
  } catch {
    return undefined;
  }
}
