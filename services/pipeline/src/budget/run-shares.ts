/**
 * What a run is given of the build's budget before it is dispatched. It is given at least the mean of the runs before it
 * with a margin, or it is not dispatched; and of what is free beyond that a share, so that a long run is not cut
 * while there is enough. What it is given is held for it and is its own limit: the runs at work together can never use
 * more than the budget, and what they leave is free again when they end.
 */
import type { RunLimits, Spending } from '@nex/core';
import { atMost, minus, plus, times } from './amount.ts';
import type { Hold, Ledger } from './ledger.ts';
import type { RunningMean } from './running-mean.ts';

/** Of the mean. */
export const RUN_MARGIN = 1.5;
/** What a run is thought to use before one has ended, unless its own limits are lower. */
export const FIRST_RUN: Spending = { tokens: 50_000, costUsd: 0.25 };
/** Largest limit that the contract with the runtime holds. */
const MAX_TOKENS = 4_294_967_295;

/** Parts of the budget that a run is given; absent where the budget has no limit. */
export interface Share {
  tokens?: number;
  costUsd?: number;
}

/** As it stands in the row of an attempt. */
export function shareOf(row: { reserved_tokens: number | null; reserved_cost_usd: number | null }): Share {
  return {
    ...(row.reserved_tokens !== null && { tokens: row.reserved_tokens }),
    ...(row.reserved_cost_usd !== null && { costUsd: row.reserved_cost_usd }),
  };
}

export interface RunSharesOptions {
  ledger: Ledger;
  /** Of the runs of this build that have ended. */
  mean: RunningMean;
  limits: RunLimits | undefined;
  /** Runs at a time. */
  concurrency(): number;
}

export class RunShares {
  readonly #options: RunSharesOptions;

  constructor(options: RunSharesOptions) {
    this.#options = options;
  }

  /** `undefined` when too little is free. */
  tryTake(): { hold: Hold; share: Share } | undefined {
    const { ledger, mean, concurrency } = this.#options;
    const { free } = ledger;
    if (free.tokens <= 0 || free.costUsd <= 0) return undefined;
    const own = this.#own();
    // Before the first run has ended, any remainder is worth a try.
    const needed = mean.value
      ? atMost(times(mean.value, RUN_MARGIN), own)
      : atMost(atMost(FIRST_RUN, own), free);
    const wide = atMost(plus(needed, times(minus(free, needed), 1 / concurrency())), own);
    const limited = { tokens: Number.isFinite(free.tokens), costUsd: Number.isFinite(free.costUsd) };
    const hold = ledger.tryHold({
      tokens: Math.max(needed.tokens, limited.tokens ? Math.floor(wide.tokens) : 0),
      costUsd: Math.max(needed.costUsd, limited.costUsd ? wide.costUsd : 0),
    });
    if (!hold) return undefined;
    const { tokens, costUsd } = hold.amount;
    return { hold, share: { ...(limited.tokens && { tokens }), ...(limited.costUsd && { costUsd }) } };
  }

  /** For a run that was dispatched before. */
  takeAgain({ tokens = 0, costUsd = 0 }: Share): Hold {
    return this.#options.ledger.hold({ tokens, costUsd });
  }

  #own(): Spending {
    const { maxTokens = Number.POSITIVE_INFINITY, maxCostUsd = Number.POSITIVE_INFINITY } =
      this.#options.limits ?? {};
    return { tokens: maxTokens, costUsd: maxCostUsd };
  }
}

/** The limits that a run is dispatched with; `undefined` when it has none. */
export function limitsWithin(limits: RunLimits | undefined, share: Share): RunLimits | undefined {
  const { tokens, costUsd } = share;
  if (tokens === undefined && costUsd === undefined) return limits;
  return {
    ...limits,
    ...(tokens !== undefined && { maxTokens: Math.max(1, Math.min(Math.floor(tokens), MAX_TOKENS)) }),
    ...(costUsd !== undefined && { maxCostUsd: costUsd }),
  };
}
