/**
 * JSON as models write it: the spelling of Python's `json.dumps(…, ensure_ascii=False)`, which the chat templates use
 * (`", "` and `": "`).
 */
import type { Json } from '@nex/core';

export function writeJson(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let members = '';
  if (Array.isArray(value)) {
    for (const item of value) members += `${members === '' ? '' : ', '}${writeJson(item)}`;
    return `[${members}]`;
  }
  for (const key of Object.keys(value)) {
    members += `${members === '' ? '' : ', '}${quoted(key)}: ${writeJson(value[key] as Json)}`;
  }
  return `{${members}}`;
}

/** Nothing that JSON escapes: no quote, backslash, control character or surrogate. */
const UNESCAPED = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** What `JSON.stringify` gives, which takes longer for a short text. */
function quoted(text: string): string {
  return UNESCAPED.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** A value as it stands between tags: strings as they are, anything else as JSON. */
export function plainValue(value: Json): string {
  return typeof value === 'string' ? value : writeJson(value);
}

/** The same JSON with every `<` as `\u003c`, so that no tag stands in it. `<` occurs in JSON only inside of strings. */
export function hideTags(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
