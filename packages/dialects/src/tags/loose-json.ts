/**
 * Values that are nearly JSON: Python literals (`{'a': True}`) and JSON whose quotes were escaped once more than needed
 * (`[{\"id\": 1}]`). Used only where the schema rules out that the text is meant as a string.
 */
import type { Json } from '@nex/core';

/** A value and its JSON text. */
export interface TextValue {
  value: Json;
  json: string;
}

/** `undefined` when the text is neither. */
export function looseJson(text: string): TextValue | undefined {
  return strictJson(text) ?? strictJson(unescapeOnce(text)) ?? strictJson(fromPython(text));
}

/** What no JSON begins with is told without the cost of an error. */
const MAY_BE_JSON = /^\s*(?:[[{"\d-]|(?:true|false|null)\s*$)/;

export function strictJson(json: string | undefined): TextValue | undefined {
  if (json === undefined || !MAY_BE_JSON.test(json)) return undefined;
  try {
    const value: Json = JSON.parse(json);
    return { value, json };
  } catch {
    return undefined;
  }
}

function unescapeOnce(text: string): string | undefined {
  if (!text.includes('\\"')) return undefined;
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const PYTHON_WORDS: Readonly<Record<string, string>> = {
  true: 'true',
  false: 'false',
  none: 'null',
  null: 'null',
};
const TOKEN = /\s+|[[\]{}:,]|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|[A-Za-z]+|[-+0-9.eE]+/y;

function fromPython(text: string): string | undefined {
  let out = '';
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return undefined;
    if (token.startsWith("'")) out += fromSingleQuoted(token);
    else if (/^[A-Za-z]/.test(token)) {
      const word = PYTHON_WORDS[token.toLowerCase()];
      if (word === undefined) return undefined;
      out += word;
    } else out += token;
  }
  return out.replace(/,(\s*[\]}])/g, '$1');
}

function fromSingleQuoted(token: string): string {
  const inner = token
    .slice(1, -1)
    .replace(/\\'|"|\n/g, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : '\\n'));
  return `"${inner}"`;
}
