/**
 * The account of a build while a worker has it: what is spent, and what is held for work that was begun. What is held
 * is no one else's, so that all together never plan to use more than the budget.
 */
import type { Spending } from '@nex/core';
import { fits, minus, NOTHING, plus } from './amount.ts';

export interface Hold {
  readonly amount: Spending;
  /** Gives back what was held, and books what was used. Once. */
  settle(used: Spending): void;
}

export class Ledger {
  readonly #limits: () => Spending;
  readonly #waiting = new Set<() => void>();
  #spent: Spending;
  #held = NOTHING;
  #holds = 0;

  /** @param limits Read at each question: a budget may be raised while work goes on. */
  constructor(limits: () => Spending, spent: Spending) {
    this.#limits = limits;
    this.#spent = spent;
  }

  get spent(): Spending {
    return this.#spent;
  }

  /** Neither spent nor held. Negative when work used more than was held for it. */
  get free(): Spending {
    return minus(this.#limits(), plus(this.#spent, this.#held));
  }

  /** What is spent of a limit, from 0; 0 without one. */
  usedRatio(part: keyof Spending): number {
    const limit = this.#limits()[part];
    return Number.isFinite(limit) && limit > 0 ? this.#spent[part] / limit : 0;
  }

  /** `undefined` when that much is not free. */
  tryHold(amount: Spending): Hold | undefined {
    return fits(amount, this.free) ? this.hold(amount) : undefined;
  }

  /** Holds it whether it is free or not: for work that was begun before. */
  hold(amount: Spending): Hold {
    this.#held = plus(this.#held, amount);
    this.#holds += 1;
    let open = true;
    return {
      amount,
      settle: (used) => {
        if (!open) return;
        open = false;
        this.#holds -= 1;
        this.#held = this.#holds === 0 ? NOTHING : minus(this.#held, amount);
        this.#spent = plus(this.#spent, used);
        for (const wake of this.#waiting) wake();
        this.#waiting.clear();
      },
    };
  }

  /** Waits for others to settle while that may help; `undefined` when it cannot. Throws when the signal aborts. */
  async holdWhenFree(amount: () => Spending, signal: AbortSignal): Promise<Hold | undefined> {
    for (;;) {
      signal.throwIfAborted();
      const hold = this.tryHold(amount());
      if (hold || this.#holds === 0) return hold;
      await this.#nextSettled(signal);
    }
  }

  #nextSettled(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
