/** Options for what a whole build may use. */
import { InvalidArgumentError } from 'commander';

export interface BudgetOptions {
  budgetTokens?: number | undefined;
  budgetUsd?: number | undefined;
  onBudget?: 'pause' | 'finish' | undefined;
}

export function onBudget(text: string): 'pause' | 'finish' {
  if (text === 'pause' || text === 'finish') return text;
  throw new InvalidArgumentError('Give pause or finish.');
}

/** `undefined` when none was given. */
export function budgetOf({ budgetTokens, budgetUsd, onBudget: then }: BudgetOptions) {
  const budget: { totalTokens?: number; costUsd?: number; onBudget?: 'pause' | 'finish' } = {
    ...(budgetTokens !== undefined && { totalTokens: budgetTokens }),
    ...(budgetUsd !== undefined && { costUsd: budgetUsd }),
    ...(then !== undefined && { onBudget: then }),
  };
  return Object.keys(budget).length === 0 ? undefined : budget;
}
