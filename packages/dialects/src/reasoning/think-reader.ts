/**
 * Takes the reasoning off the front of an answer: `<think>…</think>`, its opening tag optional when the prompt has
 * written it. Only the front: the tags stay text anywhere else. Line breaks next to the tags belong to the tags.
 *
 * A reasoning that never ends is cut at the first word that opens a call, for models which forget the closing tag; with
 * a closing tag further on, such a word is a thought.
 */
import { firstOf, partialLength } from '../call-reader.ts';

export interface ThinkTags {
  readonly open: string;
  readonly close: string;
}
export const THINK: ThinkTags = { open: '<think>', close: '</think>' };

export interface ThinkOptions {
  tags?: ThinkTags;
  /** Default false. */
  startsInReasoning?: boolean;
  /** What opens a call. Default none. */
  interrupts?: readonly string[];
}

export interface ThinkPiece {
  type: 'text' | 'reasoning';
  delta: string;
}

export class ThinkReader {
  readonly #tags: ThinkTags;
  readonly #interrupts: readonly string[];
  #state: 'start' | 'opened' | 'reasoning' | 'suspended' | 'closed' | 'text' = 'start';
  readonly #startsInReasoning: boolean;
  #held = '';

  constructor(options: ThinkOptions = {}) {
    this.#tags = options.tags ?? THINK;
    this.#interrupts = options.interrupts ?? [];
    this.#startsInReasoning = options.startsInReasoning ?? false;
  }

  push(chunk: string): ThinkPiece[] {
    this.#held += chunk;
    const pieces: ThinkPiece[] = [];
    while (this.#step(pieces));
    return pieces;
  }

  /** `suspended` is what follows the first opening of a call in a reasoning without end. */
  end(): { pieces: ThinkPiece[]; suspended: string } {
    const held = this.#held;
    this.#held = '';
    if (this.#state === 'suspended') return { pieces: [], suspended: held };
    const reasons = this.#state === 'reasoning' || this.#state === 'opened';
    if (reasons || (this.#state === 'start' && this.#startsInReasoning)) {
      return { pieces: piece('reasoning', held.trimEnd()), suspended: '' };
    }
    return { pieces: this.#state === 'closed' ? [] : piece('text', held), suspended: '' };
  }

  #step(pieces: ThinkPiece[]): boolean {
    switch (this.#state) {
      case 'start':
        return this.#start();
      case 'opened':
        return this.#opened();
      case 'reasoning':
        return this.#reasoning(pieces);
      case 'suspended': {
        const at = this.#held.indexOf(this.#tags.close);
        if (at < 0) return false;
        pieces.push(...piece('reasoning', this.#held.slice(0, at).trimEnd()));
        return this.#go('closed', at + this.#tags.close.length);
      }
      case 'closed': {
        const content = afterBreaks(this.#held);
        return content >= 0 && this.#go('text', content);
      }
      case 'text':
        pieces.push(...piece('text', this.#held));
        return this.#go('text', this.#held.length) && false;
    }
  }

  #start(): boolean {
    const { open } = this.#tags;
    const rest = this.#held.trimStart();
    if (rest.startsWith(open)) return this.#go('opened', this.#held.length - rest.length + open.length);
    if (open.startsWith(rest)) return false;
    return this.#go(this.#startsInReasoning ? 'reasoning' : 'text', 0);
  }

  /** Some models repeat the opening tag that the prompt has written. */
  #opened(): boolean {
    const { open } = this.#tags;
    if (this.#held.startsWith(open)) return this.#go('opened', open.length);
    if (open.startsWith(this.#held)) return false;
    const content = afterBreaks(this.#held);
    return content >= 0 && this.#go('reasoning', content);
  }

  #reasoning(pieces: ThinkPiece[]): boolean {
    const { close } = this.#tags;
    const end = this.#held.indexOf(close);
    const interrupt = firstOf(end < 0 ? this.#held : this.#held.slice(0, end), this.#interrupts);
    const at = interrupt < 0 ? end : interrupt;
    if (at < 0) {
      const partial = partialLength(this.#held, [close, ...this.#interrupts]);
      const sure = this.#held.slice(0, this.#held.length - partial).trimEnd();
      pieces.push(...piece('reasoning', sure));
      return this.#go('reasoning', sure.length) && false;
    }
    if (at === end) {
      pieces.push(...piece('reasoning', this.#held.slice(0, at).trimEnd()));
      return this.#go('closed', at + close.length);
    }
    const sure = this.#held.slice(0, at);
    pieces.push(...piece('reasoning', sure));
    return this.#go('suspended', at);
  }

  #go(state: 'start' | 'opened' | 'reasoning' | 'suspended' | 'closed' | 'text', consumed: number): boolean {
    this.#state = state;
    this.#held = this.#held.slice(consumed);
    return true;
  }
}

/** Where the first sign is that is no line break, or -1. */
function afterBreaks(text: string): number {
  let at = 0;
  while (text.charCodeAt(at) === 10) at += 1;
  return at === text.length ? -1 : at;
}

function piece(type: ThinkPiece['type'], delta: string): ThinkPiece[] {
  return delta === '' ? [] : [{ type, delta }];
}
