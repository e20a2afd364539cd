/**
 * The text that a reader of JSON has: its keys, texts and numbers, line by line. Written as JSON, a line break joins two
 * words and a letter may be six signs, so that words of a benchmark would not be found. What is no JSON stays.
 */
import { isJsonObject, type Json } from '@nex/core';

/** A text within JSON may hold JSON. */
const MAX_NESTING = 4;

export function unescaped(text: string, nesting = 0): string {
  if (nesting === MAX_NESTING || !/^\s*[[{]/.test(text)) return text;
  try {
    return linesOf(JSON.parse(text) as Json, nesting + 1);
  } catch {
    return text;
  }
}

function linesOf(value: Json, nesting: number): string {
  if (typeof value === 'string') return unescaped(value, nesting);
  if (Array.isArray(value)) return value.map((item) => linesOf(item, nesting)).join('\n');
  if (!isJsonObject(value)) return String(value);
  return Object.entries(value)
    .map(([key, item]) => `${key}\n${linesOf(item, nesting)}`)
    .join('\n');
}
