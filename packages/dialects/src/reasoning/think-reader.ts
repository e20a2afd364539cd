/**
 * Takes the reasoning off the front of an answer: `<think>…</think>`, its opening tag optional when the prompt has
 * written it. Only the front: the tags stay text anywhere else. Line breaks next to the tags belong to the tags.
 *
 * A reasoning that never ends is cut at the first word that opens a call, for models which forget the closing tag; with
 * a closing tag further on, such a word is a thought.
 */
import { Words } from '../words.ts';

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

type State = 'start' | 'opened' | 'reasoning' | 'suspended' | 'closed' | 'text';

/** After its end it begins with the next answer. */
export class ThinkReader {
  readonly #tags: ThinkTags;
  readonly #interrupts: readonly string[];
  readonly #openings: Words | undefined;
  /** What may end a reasoning: an interrupt or the closing tag. */
  #bounds: Words | undefined;
  #state: State = 'start';
  readonly #startsInReasoning: boolean;
  #held = '';

  constructor(options: ThinkOptions = {}) {
    this.#tags = options.tags ?? THINK;
    this.#interrupts = options.interrupts ?? [];
    this.#openings = this.#interrupts.length > 0 ? new Words(this.#interrupts) : undefined;
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
    const state = this.#state;
    this.#held = '';
    this.#state = 'start';
    if (state === 'suspended') return { pieces: [], suspended: held };
    const reasons = state === 'reasoning' || state === 'opened';
    const pieces: ThinkPiece[] = [];
    if (reasons || (state === 'start' && this.#startsInReasoning)) {
      addPiece(pieces, 'reasoning', held.trimEnd());
    } else if (state !== 'closed') addPiece(pieces, 'text', held);
    return { pieces, suspended: '' };
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
        addPiece(pieces, 'reasoning', this.#held.slice(0, at).trimEnd());
        return this.#go('closed', at + this.#tags.close.length);
      }
      case 'closed': {
        const content = afterBreaks(this.#held);
        return content >= 0 && this.#go('text', content);
      }
      case 'text':
        addPiece(pieces, 'text', this.#held);
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
    const interrupt = this.#openings?.first(end < 0 ? this.#held : this.#held.slice(0, end)) ?? -1;
    const at = interrupt < 0 ? end : interrupt;
    if (at < 0) {
      this.#bounds ??= new Words([close, ...this.#interrupts]);
      const partial = this.#bounds.begunAtEnd(this.#held);
      const sure = this.#held.slice(0, this.#held.length - partial).trimEnd();
      addPiece(pieces, 'reasoning', sure);
      return this.#go('reasoning', sure.length) && false;
    }
    if (at === end) {
      addPiece(pieces, 'reasoning', this.#held.slice(0, at).trimEnd());
      return this.#go('closed', at + close.length);
    }
    const sure = this.#held.slice(0, at);
    addPiece(pieces, 'reasoning', sure);
    return this.#go('suspended', at);
  }

  #go(state: State, consumed: number): boolean {
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

function addPiece(pieces: ThinkPiece[], type: ThinkPiece['type'], delta: string): void {
  if (delta !== '') pieces.push({ type, delta });
}
