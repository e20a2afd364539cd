/** A text with more of them, such as one of HTML, is searched for word by word. */
const MOST_FALSE_STARTS = 8;

/** Words that are looked for together: what all of them begin with is looked for first, and most texts do not hold it. */
export class Words {
  readonly #words: readonly string[];
  /** `''` when they begin otherwise from one another. */
  readonly #start: string;
  /** By the sign behind the start. Empty for one word, and where one is the start of others. */
  readonly #byNext = new Map<number, Words>();
  readonly #longest: number;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#start = commonStart(words);
    this.#longest = Math.max(0, ...words.map((word) => word.length));
    if (words.length < 2 || words.includes(this.#start)) return;
    const codeOf = (word: string) => word.charCodeAt(this.#start.length);
    for (const code of words.map(codeOf)) {
      this.#byNext.set(code, new Words(words.filter((word) => codeOf(word) === code)));
    }
  }

  /** Where the first of them is at or behind `from`, or -1. */
  first(text: string, from = 0): number {
    if (this.#start === '') return firstOf(text, this.#words, from);
    let at = text.indexOf(this.#start, from);
    for (let tries = 1; at >= 0 && this.at(text, at) === undefined; tries += 1) {
      if (tries === MOST_FALSE_STARTS) return firstOf(text, this.#words, at + 1);
      at = text.indexOf(this.#start, at + 1);
    }
    return at;
  }

  /** The one that stands there. */
  at(text: string, at: number): string | undefined {
    if (this.#byNext.size > 0) {
      return this.#byNext.get(text.charCodeAt(at + this.#start.length))?.at(text, at);
    }
    for (const word of this.#words) if (text.startsWith(word, at)) return word;
    return undefined;
  }

  /** How many characters at the end may be the beginning of one. */
  begunAtEnd(text: string): number {
    for (let length = Math.min(this.#longest - 1, text.length); length > 0; length -= 1) {
      const at = text.length - length;
      if (this.#start !== '' && text.charCodeAt(at) !== this.#start.charCodeAt(0)) continue;
      const end = text.slice(at);
      if (this.#words.some((word) => word.length > length && word.startsWith(end))) return length;
    }
    return 0;
  }
}

/** Where the first of the words is at or behind `from`, or -1. */
export function firstOf(text: string, words: readonly string[], from = 0): number {
  let first = -1;
  for (const word of words) {
    const at = text.indexOf(word, from);
    if (at === from) return from;
    if (at >= 0 && (first < 0 || at < first)) first = at;
  }
  return first;
}

function commonStart([one = '', ...others]: readonly string[]): string {
  let length = one.length;
  for (const other of others) while (!other.startsWith(one.slice(0, length))) length -= 1;
  return one.slice(0, length);
}
