/**
 * Tokens shared by a run and all runs below it. A call reserves its expected input before it is made and settles with
 * what it used, so concurrent runs cannot all spend the same rest; the overrun is at most the output of the calls
 * in flight.
 */
export interface Budget {
  /** Input and output tokens together. `undefined`: no limit. */
  readonly maxTokens: number | undefined;
  readonly spent: number;
  /** False when the tokens do not fit; then nothing is reserved. */
  reserve(tokens: number): boolean | Promise<boolean>;
  /** Gives a reservation back and books what was used in its place. Once per successful `reserve`. */
  settle(reserved: number, used: number): void | Promise<void>;
}

/** A budget in memory. `spent` is what the tree of runs used before. */
export function createBudget(options: { maxTokens?: number; spent?: number } = {}): Budget {
  const { maxTokens } = options;
  let spent = options.spent ?? 0;
  let held = 0;
  return {
    maxTokens,
    get spent() {
      return spent;
    },
    reserve(tokens) {
      if (maxTokens !== undefined && spent + held + tokens > maxTokens) return false;
      held += tokens;
      return true;
    },
    settle(reserved, used) {
      held -= reserved;
      spent += used;
    },
  };
}
