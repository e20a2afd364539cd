/** One rendering: where it is, what it has written, and how much it may still do. */
import { TemplateFault } from './fault.ts';
import type { Trace } from './trace.ts';

export interface TemplateLimits {
  /** Evaluated nodes, with larger operations counted by their size. Default 2 000 000. */
  steps: number;
  /** UTF-16 units of the output and of any one string. Default 33 554 432. */
  textLength: number;
  /** Macros and recursive loops inside of each other. Default 150. */
  depth: number;
}

export const DEFAULT_LIMITS: TemplateLimits = { steps: 2_000_000, textLength: 33_554_432, depth: 150 };

export class Run {
  /** Line of the template that is being evaluated. */
  line = 1;
  /** What was written so far; swapped while a block is captured. */
  out = '';
  /** Blocks that are being captured, one inside of the other. */
  captures = 0;
  /** Where it is wanted. */
  readonly trace: Trace | undefined;
  readonly #limits: TemplateLimits;
  #steps = 0;
  #depth = 0;

  constructor(limits: TemplateLimits = DEFAULT_LIMITS, trace?: Trace) {
    this.#limits = limits;
    this.trace = trace;
  }

  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#limits.steps) {
      throw new TemplateFault('LimitError', `More than ${this.#limits.steps} steps.`);
    }
  }

  /** To be asked before a text of that length is built. */
  checkText(length: number): void {
    if (length > this.#limits.textLength) {
      throw new TemplateFault('LimitError', `A text longer than ${this.#limits.textLength} characters.`);
    }
    this.spend(length >>> 6);
  }

  /** To be asked before a list of that many items is built. */
  checkItems(count: number): void {
    if (count > this.#limits.steps) throw new TemplateFault('LimitError', `A list of ${count} items.`);
    this.spend(count);
  }

  write(text: string): void {
    if (text === '') return;
    this.spend(text.length >>> 6);
    if (this.out.length + text.length > this.#limits.textLength) {
      throw new TemplateFault('LimitError', `More than ${this.#limits.textLength} characters of output.`);
    }
    this.out += text;
  }

  /** What `body` writes, instead of writing it. */
  capture(body: () => void): string {
    const before = this.out;
    this.out = '';
    this.captures += 1;
    try {
      body();
      return this.out;
    } finally {
      this.captures -= 1;
      this.out = before;
    }
  }

  nested<T>(body: () => T): T {
    if (this.#depth >= this.#limits.depth) {
      throw new TemplateFault('LimitError', `Calls nested deeper than ${this.#limits.depth}.`);
    }
    this.#depth += 1;
    try {
      return body();
    } finally {
      this.#depth -= 1;
    }
  }
}
