/** Tokens and money as one amount. */
import type { BuildBudget, Spending, Usage } from '@nex/core';

export const NOTHING: Spending = { tokens: 0, costUsd: 0 };

export function amountOf({ inputTokens, outputTokens, costUsd = 0 }: Usage): Spending {
  return { tokens: inputTokens + outputTokens, costUsd };
}

/** What has no limit is infinite. */
export function limitsOf(budget: BuildBudget | undefined): Spending {
  return {
    tokens: budget?.totalTokens ?? Number.POSITIVE_INFINITY,
    costUsd: budget?.costUsd ?? Number.POSITIVE_INFINITY,
  };
}

export function plus(a: Spending, b: Spending): Spending {
  return { tokens: a.tokens + b.tokens, costUsd: a.costUsd + b.costUsd };
}

export function minus(a: Spending, b: Spending): Spending {
  return { tokens: a.tokens - b.tokens, costUsd: a.costUsd - b.costUsd };
}

export function times(a: Spending, factor: number): Spending {
  return { tokens: a.tokens * factor, costUsd: a.costUsd * factor };
}

/** The smaller of each. */
export function atMost(a: Spending, b: Spending): Spending {
  return { tokens: Math.min(a.tokens, b.tokens), costUsd: Math.min(a.costUsd, b.costUsd) };
}

export function fits(needed: Spending, free: Spending): boolean {
  return needed.tokens <= free.tokens && needed.costUsd <= free.costUsd;
}
