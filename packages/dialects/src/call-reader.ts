/**
 * Finds calls in a text that arrives in pieces. Every decision depends only on the text before it, never on where it
 * was cut, so a stream gives what the whole text gives.
 */
import type { DialectDelta, ParsedCall } from './dialect.ts';
import { Words } from './words.ts';

export { firstOf } from './words.ts';

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

/**
 * White space before the first call, between calls and after the last is layout: it is not passed on. After its end it
 * begins with the next text.
 */
export class CallReader {
  readonly #syntax: CallSyntax;
  readonly #openers: Words;
  readonly #closerLength: number;
  #held = '';
  #tail = '';
  #inCall = false;
  #place: 'start' | 'text' | 'after call' = 'start';
  #layout = '';
  #progress = { tried: 0 };

  constructor(syntax: CallSyntax) {
    this.#syntax = syntax;
    this.#openers = new Words(syntax.openers);
    this.#closerLength = Math.max(...syntax.closers.map((closer) => closer.length));
  }

  /** @param deltas To which what was read is added, and which are given back. */
  push(chunk: string, deltas: DialectDelta[] = []): DialectDelta[] {
    const recent = this.#tail + chunk;
    this.#held += chunk;
    this.#tail = recent.slice(-(this.#closerLength - 1));
    if (!this.#inCall || this.#syntax.closers.some((closer) => recent.includes(closer)))
      this.#drain(false, deltas);
    return deltas;
  }

  end(deltas: DialectDelta[] = []): DialectDelta[] {
    this.#drain(true, deltas);
    if (this.#place === 'start' && this.#layout !== '') deltas.push({ type: 'text', delta: this.#layout });
    this.#held = '';
    this.#tail = '';
    this.#inCall = false;
    this.#place = 'start';
    this.#layout = '';
    return deltas;
  }

  #drain(ended: boolean, deltas: DialectDelta[]): void {
    while (this.#held !== '') {
      if (!this.#inCall) {
        const at = this.#openers.first(this.#held);
        if (at < 0) {
          const keep = ended ? 0 : this.#openers.begunAtEnd(this.#held);
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
