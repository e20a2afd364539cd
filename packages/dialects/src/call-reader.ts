/**
 * Finds calls in a text that arrives in pieces. Every decision depends only on the text before it, never on where it
 * was cut, so a stream gives what the whole text gives.
 */
import type { DialectDelta, ParsedCall } from './dialect.ts';

export type Reading =
  | { kind: 'calls'; calls: ParsedCall[]; length: number }
  /** So many characters are no call after all. */
  | { kind: 'text'; length: number }
  /** More text is needed. Never when the text has ended. */
  | { kind: 'open' };

export interface CallSyntax {
  /** What may open a call or belong to one. */
  readonly openers: readonly string[];
  /** A held text is read again only after one of these came. */
  readonly closers: readonly string[];
  /** `text` begins with an opener. `afterCall`: nothing but white space lies between it and the call before. */
  read(text: string, state: ReadState): Reading;
}

export interface ReadState {
  ended: boolean;
  afterCall: boolean;
  /** One per held text: what was tried in vain need not be tried again when more of it came. */
  progress?: { tried: number };
}

/** White space before the first call, between calls and after the last is layout: it is not passed on. */
export class CallReader {
  readonly #syntax: CallSyntax;
  readonly #closerLength: number;
  #held = '';
  #tail = '';
  #inCall = false;
  #place: 'start' | 'text' | 'after call' = 'start';
  #layout = '';
  #progress = { tried: 0 };

  constructor(syntax: CallSyntax) {
    this.#syntax = syntax;
    this.#closerLength = Math.max(...syntax.closers.map((closer) => closer.length));
  }

  push(chunk: string): DialectDelta[] {
    const recent = this.#tail + chunk;
    this.#held += chunk;
    this.#tail = recent.slice(-(this.#closerLength - 1));
    const deltas: DialectDelta[] = [];
    if (!this.#inCall || this.#syntax.closers.some((closer) => recent.includes(closer)))
      this.#drain(false, deltas);
    return deltas;
  }

  end(): DialectDelta[] {
    const deltas: DialectDelta[] = [];
    this.#drain(true, deltas);
    if (this.#place === 'start' && this.#layout !== '') deltas.push({ type: 'text', delta: this.#layout });
    this.#layout = '';
    return deltas;
  }

  #drain(ended: boolean, deltas: DialectDelta[]): void {
    while (this.#held !== '') {
      if (!this.#inCall) {
        const at = firstOf(this.#held, this.#syntax.openers);
        if (at < 0) {
          const keep = ended ? 0 : partialLength(this.#held, this.#syntax.openers);
          this.#text(this.#held.slice(0, this.#held.length - keep), deltas);
          this.#held = this.#held.slice(this.#held.length - keep);
          return;
        }
        this.#text(this.#held.slice(0, at), deltas);
        this.#held = this.#held.slice(at);
        this.#inCall = true;
        this.#progress = { tried: 0 };
      }
      const afterCall = this.#place === 'after call';
      const reading = this.#syntax.read(this.#held, { ended, afterCall, progress: this.#progress });
      if (reading.kind === 'open') return;
      this.#inCall = false;
      if (reading.kind === 'text') this.#text(this.#held.slice(0, reading.length), deltas);
      else {
        this.#place = 'after call';
        this.#layout = '';
        for (const call of reading.calls) deltas.push({ type: 'call', call });
      }
      this.#held = this.#held.slice(reading.length);
    }
  }

  #text(text: string, deltas: DialectDelta[]): void {
    const whole = this.#layout + text;
    this.#layout = '';
    if (whole === '') return;
    if (this.#place !== 'text' && whole.trim() === '') {
      this.#layout = whole;
      return;
    }
    this.#place = 'text';
    deltas.push({ type: 'text', delta: whole });
  }
}

/** Where the first of the words is, or -1. */
export function firstOf(text: string, words: readonly string[]): number {
  let first = -1;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at === 0) return 0;
    if (at >= 0 && (first < 0 || at < first)) first = at;
  }
  return first;
}

/** How many characters at the end may be the beginning of one of the words. */
export function partialLength(text: string, words: readonly string[]): number {
  const longest = Math.max(0, ...words.map((word) => word.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const end = text.slice(-length);
    if (words.some((word) => word.length > length && word.startsWith(end))) return length;
  }
  return 0;
}
