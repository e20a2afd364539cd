/** The mean of what pieces of work used, as they come. */
import type { Spending } from '@nex/core';
import { NOTHING, plus, times } from './amount.ts';

export class RunningMean {
  #count: number;
  #sum: Spending;

  constructor(count = 0, sum: Spending = NOTHING) {
    this.#count = count;
    this.#sum = sum;
  }

  add(used: Spending): void {
    this.#count += 1;
    this.#sum = plus(this.#sum, used);
  }

  /** `undefined` before the first. */
  get value(): Spending | undefined {
    return this.#count === 0 ? undefined : times(this.#sum, 1 / this.#count);
  }
}
