/**
 * Python literals as JSON text and back: strings with Python's escapes, numbers with the digits that they were written
 * with, `True`, `False`, `None` (also as JSON spells them), lists, tuples, dicts. Nothing is evaluated.
 */
import type { Json } from '@nex/core';

/** A call `name(key=value, **{…})` with its arguments as JSON texts, in order. */
export interface PythonCall {
  name: string;
  entries: [name: string, json: string][];
}

const SPACE = /(?:\s|\\\n)*/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*(?:[.-][\p{L}\p{N}_]+)*/uy;
const KEYWORD = /([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)/uy;
const NUMBER = /[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])/y;
const WORDS: Readonly<Record<string, string>> = {
  True: 'true',
  true: 'true',
  False: 'false',
  false: 'false',
  None: 'null',
  null: 'null',
};
const WORD = /[A-Za-z]+/y;
const ESCAPE = /\\(?:\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
  '\r\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
const MAX_DEPTH = 200;

export class PythonReader {
  readonly #text: string;
  at: number;
  #depth = 0;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.at = at;
  }

  /** Whether nothing but white space is left. */
  get done(): boolean {
    this.#take(SPACE);
    return this.at >= this.#text.length;
  }

  /** Steps over the mark, and the white space before it. */
  skip(mark: string): boolean {
    this.#take(SPACE);
    if (!this.#text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  /** `undefined` when no call with named arguments stands here. */
  call(): PythonCall | undefined {
    this.#take(SPACE);
    const name = this.#take(NAME);
    if (name === undefined || !this.skip('(')) return undefined;
    const entries: PythonCall['entries'] = [];
    while (!this.skip(')')) {
      if (this.skip('**')) {
        const pairs = this.#pairs();
        if (!pairs) return undefined;
        entries.push(...pairs);
      } else {
        this.#take(SPACE);
        KEYWORD.lastIndex = this.at;
        const keyword = KEYWORD.exec(this.#text);
        if (!keyword?.[1]) return undefined;
        this.at += keyword[0].length;
        const value = this.value();
        if (value === undefined) return undefined;
        entries.push([keyword[1], value]);
      }
      if (this.skip(',')) continue;
      if (!this.skip(')')) return undefined;
      break;
    }
    return { name, entries };
  }

  /** The literal that stands here as JSON text, or `undefined`. */
  value(): string | undefined {
    this.#take(SPACE);
    const char = this.#text.charAt(this.at);
    if (char === '"' || char === "'") return this.#string();
    if (char === '{' || char === '[' || char === '(') {
      this.#depth += 1;
      if (this.#depth > MAX_DEPTH) return undefined;
      const json = char === '{' ? this.#dict() : this.#list(char === '[' ? ']' : ')');
      this.#depth -= 1;
      return json;
    }
    const number = this.#take(NUMBER);
    if (number !== undefined) return jsonNumber(number);
    return WORDS[this.#take(WORD) ?? ''];
  }

  #dict(): string | undefined {
    const pairs = this.#pairs();
    return pairs && `{${pairs.map(([key, json]) => `${JSON.stringify(key)}: ${json}`).join(', ')}}`;
  }

  #pairs(): [string, string][] | undefined {
    if (!this.skip('{')) return undefined;
    const pairs: [string, string][] = [];
    while (!this.skip('}')) {
      const key = this.value();
      if (key === undefined || /^[[{]/.test(key) || !this.skip(':')) return undefined;
      const value = this.value();
      if (value === undefined) return undefined;
      pairs.push([key.startsWith('"') ? String(JSON.parse(key)) : key, value]);
      if (this.skip(',')) continue;
      if (!this.skip('}')) return undefined;
      break;
    }
    return pairs;
  }

  #list(close: string): string | undefined {
    this.at += 1;
    const items: string[] = [];
    while (!this.skip(close)) {
      const item = this.value();
      if (item === undefined) return undefined;
      items.push(item);
      if (this.skip(',')) continue;
      if (!this.skip(close)) return undefined;
      break;
    }
    return `[${items.join(', ')}]`;
  }

  #string(): string | undefined {
    const char = this.#text.charAt(this.at);
    const quote = this.#text.startsWith(char.repeat(3), this.at) ? char.repeat(3) : char;
    const from = this.at + quote.length;
    for (let end = from; end < this.#text.length; end += 1) {
      if (this.#text.charAt(end) === '\\') end += 1;
      else if (this.#text.startsWith(quote, end)) {
        this.at = end + quote.length;
        return JSON.stringify(this.#text.slice(from, end).replace(ESCAPE, unescaped));
      }
    }
    return undefined;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

/** A value as a Python literal. JSON's strings and numbers are Python's, too. */
export function pythonLiteral(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`);
  return `{${pairs.join(', ')}}`;
}

/** An escape that Python does not know stays as it is. */
function unescaped(escape: string): string {
  const body = escape.slice(1);
  const known = ESCAPES[body];
  if (known !== undefined) return known;
  if (/^[0-7]/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8));
  if (body.length === 1) return escape;
  const code = Number.parseInt(body.slice(1), 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : escape;
}

function jsonNumber(text: string): string {
  const plain = text
    .replaceAll('_', '')
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '.0');
  return plain;
}
