/**
 * Tokens and money shared by a run and all runs below it. A call reserves its expected input before it is made and
 * settles with what it used, so concurrent runs cannot all spend the same rest; the overrun is at most the output of
 * the calls in flight. A budget may lie within another: then a call must fit into both.
 */
export interface Budget {
  /** Input and output tokens together. `undefined`: no limit. */
  readonly maxTokens: number | undefined;
  /** US dollars. `undefined`: no limit. */
  readonly maxCostUsd?: number | undefined;
  readonly spent: number;
  /** False when the tokens do not fit or the money is spent; then nothing is reserved. */
  reserve(tokens: number): boolean | Promise<boolean>;
  /** Gives a reservation back and books what was used in its place. Once per successful `reserve`. */
  settle(reserved: number, used: number, costUsd?: number): void | Promise<void>;
}

export interface BudgetOptions {
  maxTokens?: number;
  maxCostUsd?: number;
  /** What the tree of runs used before. */
  spent?: number;
  spentUsd?: number;
  /** What is used of this one is used of that one, too. */
  within?: Budget;
}

/** A budget in memory. Money is held back by what a token has cost so far. */
export function createBudget(options: BudgetOptions = {}): Budget {
  const { maxTokens, maxCostUsd, within } = options;
  let spent = options.spent ?? 0;
  let spentUsd = options.spentUsd ?? 0;
  let held = 0;
  const fits = (tokens: number): boolean => {
    if (maxTokens !== undefined && spent + held + tokens > maxTokens) return false;
    if (maxCostUsd === undefined) return true;
    const perToken = spent > 0 ? spentUsd / spent : 0;
    return spentUsd < maxCostUsd && spentUsd + (held + tokens) * perToken <= maxCostUsd;
  };
  return {
    maxTokens: maxTokens ?? within?.maxTokens,
    maxCostUsd: maxCostUsd ?? within?.maxCostUsd,
    get spent() {
      return spent;
    },
    reserve(tokens) {
      if (!fits(tokens)) return false;
      held += tokens;
      const outer = within?.reserve(tokens) ?? true;
      const keep = (fitted: boolean) => {
        if (!fitted) held -= tokens;
        return fitted;
      };
      return typeof outer === 'boolean' ? keep(outer) : outer.then(keep);
    },
    settle(reserved, used, costUsd = 0) {
      held -= reserved;
      spent += used;
      spentUsd += costUsd;
      return within?.settle(reserved, used, costUsd);
    },
  };
}
