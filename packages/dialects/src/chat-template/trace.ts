/**
 * Which message wrote which part of a text. A message writes what is written while a loop of the template walks over it,
 * loops inside of that one included; so a template that writes messages without walking over them leaves no parts.
 */
import type { Run } from './run.ts';
import { PyDict, type Value } from './value.ts';

/** In UTF-16 units of the text, the end not included. */
export interface WrittenPart {
  /** Its place among the messages. */
  message: number;
  start: number;
  end: number;
}

export interface TracedText {
  text: string;
  /** In the order of the text; none is empty, and none reaches into another. A message may have several, or none. */
  parts: WrittenPart[];
  /**
   * What `{% generation %}` blocks wrote, in the order of the text. `undefined` when none was executed, or one where its
   * place cannot be known: in a macro, in captured text, or apart from the messages.
   */
  generated: WrittenPart[] | undefined;
}

export class Trace {
  readonly #places = new Map<Value, number>();
  readonly #parts: WrittenPart[] = [];
  readonly #generated: WrittenPart[] = [];
  #open: WrittenPart | undefined;
  #hasGenerated = false;
  #isLost = false;
  #begun = 0;

  watch(messages: readonly Value[]): void {
    for (const [place, message] of messages.entries()) {
      if (message instanceof PyDict) this.#places.set(message, place);
    }
  }

  /** A loop takes up an item. What is given back goes to `end`. */
  begin(run: Run, item: Value): WrittenPart | undefined {
    const message = this.#places.get(item);
    if (message === undefined || run.captures > 0 || this.#open) return undefined;
    this.#open = { message, start: run.out.length, end: 0 };
    return this.#open;
  }

  end(run: Run, part: WrittenPart): void {
    this.#open = undefined;
    part.end = run.out.length;
    if (part.end > part.start) this.#parts.push(part);
  }

  beginGenerated(run: Run): void {
    this.#hasGenerated = true;
    if (run.captures > 0) this.#isLost = true;
    this.#begun = run.out.length;
  }

  endGenerated(run: Run): void {
    const message = this.#open?.message;
    if (message === undefined) this.#isLost = true;
    else this.#generated.push({ message, start: this.#begun, end: run.out.length });
  }

  of(text: string): TracedText {
    return {
      text,
      parts: this.#parts,
      generated: this.#hasGenerated && !this.#isLost ? this.#generated : undefined,
    };
  }
}
