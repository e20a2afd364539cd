/** What making a framework has used up, held against its budget. Crashes do not reset it: the rows are counted. */
import { addUsage, type FrameworkBudget, NexError, NO_USAGE, type Usage } from '@nex/core';

export interface Spending {
  add(usage: Usage): void;
  /** Throws `budget_exhausted` with the evidence when a limit is reached. */
  check(where: string): void;
  /** Time that is left; `undefined` without a limit. */
  msLeft(): number | undefined;
  /** The failure for a deadline that passed. */
  outOfTime(): NexError;
}

export function createSpending(
  budget: FrameworkBudget,
  { used, startedAt }: { used: readonly Usage[]; startedAt: Date },
): Spending {
  let spent = used.reduce(addUsage, NO_USAGE);
  const seconds = () => (Date.now() - startedAt.getTime()) / 1000;
  const error = (limit: keyof FrameworkBudget, allowed: string, where: string) =>
    new NexError(
      'budget_exhausted',
      `The budget of ${allowed} is used up at ${where}: ${spent.modelCalls} calls took ` +
        `${spent.inputTokens + spent.outputTokens} tokens${spent.costUsd === undefined ? '' : `, ${spent.costUsd.toFixed(4)} USD`}` +
        ` and ${Math.round(seconds())} s. Nothing was released.`,
      {
        where: `budget.${limit}`,
        hint: `Raise budget.${limit}, or ask for fewer agents, personas and leaves.`,
      },
    );
  const outOfTime = (where: string) => error('seconds', `${budget.seconds} s`, where);
  return {
    add(usage) {
      spent = addUsage(spent, usage);
    },
    check(where) {
      if (budget.tokens !== undefined && spent.inputTokens + spent.outputTokens >= budget.tokens) {
        throw error('tokens', `${budget.tokens} tokens`, where);
      }
      if (budget.costUsd !== undefined && (spent.costUsd ?? 0) >= budget.costUsd) {
        throw error('costUsd', `${budget.costUsd} USD`, where);
      }
      if (budget.seconds !== undefined && seconds() >= budget.seconds) throw outOfTime(where);
    },
    msLeft: () =>
      budget.seconds === undefined ? undefined : Math.max(0, (budget.seconds - seconds()) * 1000),
    outOfTime: () => outOfTime('this step'),
  };
}
