/** `json.dumps` with the defaults of chat templates, and `json.loads`. */
import { TemplateFault, typeFault } from './fault.ts';
import { toInt } from './number.ts';
import type { Run } from './run.ts';
import { asText, floatText } from './text.ts';
import { PyDict, PyFloat, PyTuple, textIn, typeName, type Value } from './value.ts';

export interface JsonStyle {
  /** Writes everything beyond ASCII as `\uXXXX`. Templates' default is false. */
  ensureAscii: boolean;
  /** One level of indentation; absent writes one line. */
  indent: string | undefined;
  itemSeparator: string;
  keySeparator: string;
  sortKeys: boolean;
}

export function dumpJson(run: Run, value: Value, style: JsonStyle, newline = '\n'): string {
  run.spend(1);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof PyFloat) return jsonFloat(value.value);
  const text = textIn(value);
  if (text !== undefined) {
    run.checkText(text.length);
    return jsonString(text, style.ensureAscii);
  }
  const inner = style.indent === undefined ? newline : newline + style.indent;
  if (Array.isArray(value) || value instanceof PyTuple) {
    const items = Array.isArray(value) ? value : value.items;
    return wrap(
      run,
      '[]',
      items.map((item) => dumpJson(run, item, style, inner)),
      style,
      newline,
    );
  }
  if (!(value instanceof PyDict)) {
    throw typeFault(`Object of type ${typeName(value)} is not JSON serializable`);
  }
  const entries = [...value.entries.values()].map((entry) => ({
    key: keyText(run, entry.key),
    value: entry.value,
  }));
  if (style.sortKeys) entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const parts = entries.map(
    ({ key, value: item }) =>
      jsonString(key, style.ensureAscii) + style.keySeparator + dumpJson(run, item, style, inner),
  );
  return wrap(run, '{}', parts, style, newline);
}

function wrap(run: Run, brackets: string, parts: string[], style: JsonStyle, newline: string): string {
  const [open = '', close = ''] = brackets;
  if (parts.length === 0) return brackets;
  const lead = style.indent === undefined ? '' : newline + style.indent;
  const separator = style.itemSeparator + lead;
  let length = parts.length * separator.length;
  for (const part of parts) length += part.length;
  run.checkText(length);
  return open + lead + parts.join(separator) + (style.indent === undefined ? '' : newline) + close;
}

function keyText(run: Run, key: Value): string {
  if (key === null) return 'null';
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  if (key instanceof PyFloat) return jsonFloat(key.value);
  if (textIn(key) !== undefined || typeof key === 'number' || typeof key === 'bigint')
    return asText(run, key);
  throw typeFault(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatText(value);
}

const BEYOND_ASCII = /[\x7f-\uffff]/g;

function jsonString(text: string, ensureAscii: boolean): string {
  const json = JSON.stringify(text);
  if (!ensureAscii) return json;
  return json.replace(BEYOND_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const INT = /^-?\d+$/;

/** `json.loads`; keeps ints and floats apart. */
export function loadJson(run: Run, text: string): Value {
  run.checkText(text.length);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, function reviveNumber(_key, value: unknown, context?: { source?: string }) {
      if (typeof value !== 'number') return value;
      const source = context?.source ?? String(value);
      return INT.test(source) ? toInt(BigInt(source)) : new PyFloat(value);
    });
  } catch (error) {
    const detail = error instanceof SyntaxError ? error.message : 'not JSON';
    throw new TemplateFault('ValueError', `from_json: ${detail}`);
  }
  return fromHost(parsed);
}

/**
 * A value of the host as a template sees it: own enumerable properties only, and a number is an int exactly when its
 * JSON spelling would be one. What JSON leaves out is left out.
 */
export function fromHost(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return toInt(value);
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return new PyFloat(value);
    return Number.isSafeInteger(value) ? value + 0 : BigInt(value);
  }
  if (typeof value !== 'object') throw typeFault(`A ${typeof value} cannot be given to a chat template`);
  if (value instanceof PyFloat) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => (item === undefined ? null : fromHost(item)));
  const dict = new PyDict();
  for (const [key, item] of Object.entries(value)) if (item !== undefined) dict.setText(key, fromHost(item));
  return dict;
}
