/**
 * Finds where a bracket of Python text closes in a text that is still growing: strings and nested brackets are stepped
 * over. Each character is looked at once, however the text arrives.
 */

const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export class PythonScanner {
  state: 'open' | 'done' | 'malformed' = 'open';
  /** Done: the index behind the closing bracket. Malformed: of a bracket that closes nothing. Open: how far it read. */
  end: number;
  readonly #due: string[] = [];
  #quote = '';

  /** @param from Of the opening bracket. */
  constructor(from: number) {
    this.end = from;
  }

  /** @param text The whole text so far: each time the former one with more at its end. */
  scan(text: string): this {
    while (this.state === 'open' && this.end < text.length) {
      if (this.#quote === '' ? !this.#code(text) : !this.#string(text)) break;
    }
    return this;
  }

  /** False when more text is needed. */
  #code(text: string): boolean {
    const char = text.charAt(this.end);
    const closing = PAIRS[char];
    if (char === '"' || char === "'") return this.#openString(text, char);
    if (closing !== undefined) this.#due.push(closing);
    else if (char === ')' || char === ']' || char === '}') {
      if (this.#due.pop() !== char) {
        this.state = 'malformed';
        return false;
      }
      if (this.#due.length === 0) this.state = 'done';
    }
    this.end += 1;
    return true;
  }

  #openString(text: string, char: string): boolean {
    const triple = char.repeat(3);
    const start = text.slice(this.end, this.end + 3);
    // Two quotes may be an empty string or the beginning of three.
    if (start.length < 3 && triple.startsWith(start)) return false;
    this.#quote = start === triple ? triple : char;
    this.end += this.#quote.length;
    return true;
  }

  #string(text: string): boolean {
    for (let at = this.end; at < text.length; at += 1) {
      if (text.charAt(at) === '\\') {
        if (at + 1 === text.length) return this.#wait(at);
        at += 1;
      } else if (text.startsWith(this.#quote, at)) {
        this.end = at + this.#quote.length;
        this.#quote = '';
        return true;
      } else if (this.#quote.startsWith(text.slice(at))) return this.#wait(at);
    }
    return this.#wait(text.length);
  }

  #wait(at: number): false {
    this.end = at;
    return false;
  }
}
