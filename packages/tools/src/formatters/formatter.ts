/** How the result of a tool becomes the text that the model reads. */
import type { Json, JsonObject } from '@nex/core';

export interface FormatContext {
  toolName: string;
  isError: boolean;
}

/** Gets a result that is an object; drops nothing of it but fields that are for displays only. */
export type Formatter = (result: JsonObject, context: FormatContext) => string;

/** A string as it is, everything else as JSON. */
export function plainValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Fields that hold the main text, the best first. */
const BODY_FIELDS = ['result', 'content', 'stdout', 'stderr', 'message'] as const;
const ERROR_BODY_FIELDS = ['error', 'stderr', 'message', 'result', 'content', 'stdout'] as const;

/** The field with the main text: a known one that says something, else the longest text of several lines. */
export function bodyField(result: JsonObject, isError: boolean): string | undefined {
  const known = isError ? ERROR_BODY_FIELDS : BODY_FIELDS;
  const saysSomething = (name: string): boolean => {
    const value = result[name];
    return Object.hasOwn(result, name) && value !== null && value !== undefined && value !== '';
  };
  const found = known.find(saysSomething);
  if (found !== undefined) return found;
  let longest: { name: string; length: number } | undefined;
  for (const [name, value] of Object.entries(result)) {
    if (typeof value !== 'string' || !value.includes('\n')) continue;
    if (longest === undefined || value.length > longest.length) longest = { name, length: value.length };
  }
  return longest?.name;
}
