/**
 * Finds where one JSON value ends in a text that is still growing, by the strict grammar of RFC 8259. It looks at each
 * character once, however the text arrives, and stops at the first character that no valid value can have there.
 */
export type JsonScanState = 'open' | 'done' | 'malformed';

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

const EXPECTATION: Record<Expected, string> = {
  value: 'a value',
  'value or end': "a value or ']'",
  key: 'a key in double quotes',
  'key or end': "a key in double quotes or '}'",
  colon: "':'",
  'comma or end': "','",
};
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const ESCAPE_BEGUN = /^\\(?:u[0-9a-fA-F]{0,3})?$/;
const SCALAR = /[-+.\w]*/y;
const SCALAR_VALUE = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const QUOTE = 34;
const BACKSLASH = 92;
const FIRST_PRINTABLE = 32;

/** False behind the end of a text. */
function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

export class JsonScanner {
  state: JsonScanState = 'open';
  /** Done: the index behind the value. Malformed: the index of the character that cannot be there. Open: how far it read. */
  end: number;
  /** Says what is malformed; positions count from the beginning of the value. */
  problem = '';

  readonly #from: number;
  /** The closing brackets that are due. */
  readonly #due: ('}' | ']')[] = [];
  #expected: Expected = 'value';
  #inString = false;

  /** @param from Where the value begins; white space may come first. */
  constructor(from: number) {
    this.#from = from;
    this.end = from;
  }

  /** @param text The whole text so far: each time the former one with more at its end. */
  scan(text: string): JsonScanState {
    while (this.state === 'open' && (this.#inString ? this.#string(text) : this.#token(text)));
    return this.state;
  }

  /** False when more text is needed. */
  #string(text: string): boolean {
    let at = this.end;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#inString = false;
        this.end = at + 1;
        return this.#valueEnded();
      }
      if (code < FIRST_PRINTABLE) {
        this.end = at;
        const character = JSON.stringify(text[at]).slice(1, -1);
        return this.#fail(`a line break or control character in a string must be written as ${character}`);
      }
      if (code !== BACKSLASH) continue;
      ESCAPE.lastIndex = at;
      const escaped = ESCAPE.exec(text);
      if (escaped) at += escaped[0].length - 1;
      else {
        this.end = at;
        if (ESCAPE_BEGUN.test(text.slice(at, at + 6))) return false;
        return this.#fail('a backslash in a string begins no known escape');
      }
    }
    this.end = at;
    return false;
  }

  #token(text: string): boolean {
    while (isSpace(text.charCodeAt(this.end))) this.end += 1;
    if (this.end >= text.length) return false;
    const character = text.charAt(this.end);
    const expected = this.#expected;
    if (expected === 'colon') return character === ':' ? this.#next('value') : this.#unexpected(character);
    if (expected === 'comma or end') {
      const due = this.#due.at(-1);
      if (character === due) return this.#close();
      if (character === ',') return this.#next(due === '}' ? 'key' : 'value');
      return this.#unexpected(character, due);
    }
    if (character === '"') {
      this.#inString = true;
      this.end += 1;
      return true;
    }
    if (expected === 'key or end' && character === '}') return this.#close();
    if (expected === 'value or end' && character === ']') return this.#close();
    if (expected === 'key' || expected === 'key or end') return this.#unexpected(character);
    if (character === '{') return this.#open('}', 'key or end');
    if (character === '[') return this.#open(']', 'value or end');
    return this.#scalar(text, character);
  }

  #scalar(text: string, first: string): boolean {
    SCALAR.lastIndex = this.end;
    SCALAR.test(text);
    const word = text.slice(this.end, SCALAR.lastIndex);
    if (word === '') return this.#unexpected(first);
    if (this.end + word.length === text.length) return false;
    if (!SCALAR_VALUE.test(word)) return this.#unexpected(word);
    this.end += word.length;
    return this.#valueEnded();
  }

  #open(due: '}' | ']', expected: Expected): boolean {
    this.#due.push(due);
    return this.#next(expected);
  }

  #close(): boolean {
    this.#due.pop();
    this.end += 1;
    this.#expected = 'value';
    return this.#valueEnded();
  }

  #next(expected: Expected): boolean {
    this.#expected = expected;
    this.end += 1;
    return true;
  }

  /** After a value, or after the string that is a key. */
  #valueEnded(): boolean {
    if (this.#expected === 'key' || this.#expected === 'key or end') this.#expected = 'colon';
    else if (this.#due.length > 0) this.#expected = 'comma or end';
    else this.state = 'done';
    return this.state === 'open';
  }

  #unexpected(found: string, due?: string): boolean {
    const wanted = EXPECTATION[this.#expected] + (due === undefined ? '' : ` or '${due}'`);
    return this.#fail(`expected ${wanted}, found '${found}'`);
  }

  #fail(problem: string): boolean {
    this.state = 'malformed';
    this.problem = `${problem} (character ${this.end - this.#from + 1})`;
    return false;
  }
}
