/**
 * Gemma's objects: as JSON, but keys without quotes and texts between marks instead of quotes. JSON's own strings are
 * read as well.
 */

/** Marks that open and close a text. */
export const TEXT_MARKS = ['<|"|>', '<escape>'] as const;

const SPACE = /\s*/y;
const KEY = /[\p{L}\p{N}_.$-]+(?=\s*:)/uy;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const MAX_DEPTH = 200;

/** Finds where an object closes in a text that is still growing, each character looked at once. */
export class GemmaScanner {
  state: 'open' | 'done' | 'malformed' = 'open';
  end: number;
  readonly #due: string[] = [];
  #text = '';

  /** @param from Of the opening bracket. */
  constructor(from: number) {
    this.end = from;
  }

  scan(text: string): this {
    while (this.state === 'open' && this.end < text.length && this.#step(text));
    return this;
  }

  /** False when more text is needed. */
  #step(text: string): boolean {
    if (this.#text !== '') return this.#inText(text);
    const char = text.charAt(this.end);
    if (char === '"') return this.#open('"');
    if (char === '<') {
      const rest = text.slice(this.end, this.end + 8);
      const mark = TEXT_MARKS.find((one) => rest.startsWith(one));
      if (mark) return this.#open(mark);
      if (TEXT_MARKS.some((one) => one.startsWith(rest))) return false;
      this.state = 'malformed';
      return false;
    }
    if (char === '{' || char === '[') this.#due.push(char === '{' ? '}' : ']');
    else if (char === '}' || char === ']') {
      if (this.#due.pop() !== char) this.state = 'malformed';
      else if (this.#due.length === 0) this.state = 'done';
      if (this.state === 'malformed') return false;
    }
    this.end += 1;
    return true;
  }

  #open(mark: string): true {
    this.#text = mark;
    this.end += mark.length;
    return true;
  }

  #inText(text: string): boolean {
    if (this.#text !== '"') {
      const close = text.indexOf(this.#text, this.end);
      this.end =
        close < 0 ? Math.max(this.end, text.length - this.#text.length + 1) : close + this.#text.length;
      if (close >= 0) this.#text = '';
      return close >= 0;
    }
    for (; this.end < text.length; this.end += 1) {
      const char = text.charAt(this.end);
      if (char === '\\') {
        if (this.end + 1 === text.length) return false;
        this.end += 1;
      } else if (char === '"') {
        this.#text = '';
        this.end += 1;
        return true;
      }
    }
    return false;
  }
}

type Entries = [name: string, json: string][];

/** The members of a whole object with their values as JSON texts, or `undefined`. */
export function readGemmaObject(text: string): Entries | undefined {
  const reader = new Reader(text);
  const entries = reader.members();
  return entries && reader.done ? entries : undefined;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    this.#take(SPACE);
    return this.#at >= this.#text.length;
  }

  members(): Entries | undefined {
    if (!this.#skip('{')) return undefined;
    const entries: Entries = [];
    while (!this.#skip('}')) {
      this.#take(SPACE);
      const quoted = this.#string();
      const key = quoted === undefined ? this.#take(KEY) : String(JSON.parse(quoted));
      if (key === undefined || !this.#skip(':')) return undefined;
      const value = this.#value();
      if (value === undefined) return undefined;
      entries.push([key, value]);
      if (this.#skip(',')) continue;
      if (!this.#skip('}')) return undefined;
      break;
    }
    return entries;
  }

  #value(): string | undefined {
    this.#take(SPACE);
    const char = this.#text.charAt(this.#at);
    if (char !== '{' && char !== '[') return this.#string() ?? this.#take(SCALAR);
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return undefined;
    const json = char === '{' ? this.#object() : this.#list();
    this.#depth -= 1;
    return json;
  }

  #object(): string | undefined {
    const entries = this.members();
    return entries && `{${entries.map(([key, json]) => `${JSON.stringify(key)}: ${json}`).join(', ')}}`;
  }

  #list(): string | undefined {
    this.#at += 1;
    const items: string[] = [];
    while (!this.#skip(']')) {
      const item = this.#value();
      if (item === undefined) return undefined;
      items.push(item);
      if (this.#skip(',')) continue;
      if (!this.#skip(']')) return undefined;
      break;
    }
    return `[${items.join(', ')}]`;
  }

  /** As JSON. */
  #string(): string | undefined {
    const mark = TEXT_MARKS.find((one) => this.#text.startsWith(one, this.#at));
    if (mark) {
      const from = this.#at + mark.length;
      const end = this.#text.indexOf(mark, from);
      if (end < 0) return undefined;
      this.#at = end + mark.length;
      return JSON.stringify(this.#text.slice(from, end));
    }
    const quoted = this.#take(STRING);
    if (quoted === undefined) return undefined;
    try {
      return JSON.stringify(JSON.parse(quoted));
    } catch {
      return undefined;
    }
  }

  #skip(mark: string): boolean {
    this.#take(SPACE);
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
