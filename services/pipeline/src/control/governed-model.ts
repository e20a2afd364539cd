/**
 * The pipeline's own model within a build: each call is held in the build's account before it is made, and none is
 * begun while the build is to pause. A call cannot be cut, so a build may use more than its budget by what the calls
 * under way use beyond what was held for them.
 */
import { type Model, NexError, NO_USAGE, type Spending } from '@nex/core';
import { amountOf, atMost, times } from '../budget/amount.ts';
import type { Ledger } from '../budget/ledger.ts';
import { RunningMean } from '../budget/running-mean.ts';
import type { BuildControl } from './build-control.ts';
import { BuildPaused } from './build-paused.ts';

/** Of the mean of the calls before it. */
const CALL_MARGIN = 1.5;
/** What a call is thought to use before one was answered. */
export const FIRST_CALL: Spending = { tokens: 2000, costUsd: 0.01 };

/**
 * Throws `BuildPaused`; `budget_exhausted` when the budget is used up and the build is to go on without; `build_invalid`
 * for an answer without a price where the budget is one of money.
 */
export function governedModel(model: Model, control: BuildControl, ledger: Ledger): Model {
  const mean = new RunningMean();
  const needed = () => {
    if (control.pausing) throw new BuildPaused('asked');
    if (mean.value) return times(mean.value, CALL_MARGIN);
    // Before the first answer, any remainder is worth a try.
    const { free } = ledger;
    return free.tokens > 0 && free.costUsd > 0 ? atMost(FIRST_CALL, free) : FIRST_CALL;
  };
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      const hold = await ledger.holdWhenFree(needed, options.signal);
      if (!hold) throw usedUp(control);
      let used = amountOf(NO_USAGE);
      try {
        const reply = await model.call(request, options);
        used = amountOf(reply.usage);
        mean.add(used);
        checkPriced(control, reply.usage);
        return reply;
      } finally {
        hold.settle(used);
      }
    },
  };
}

export function usedUp({ budget }: BuildControl): Error {
  if (budget?.onBudget !== 'finish') return new BuildPaused('budget');
  return new NexError('budget_exhausted', 'The budget of the build is used up.', {
    where: 'budget',
    hint: 'Raise it: PATCH /v1/builds/{id}.',
  });
}

/** A budget of money can only be held when everything has a price. */
export function checkPriced(
  { budget }: BuildControl,
  usage: { modelCalls: number; costUsd?: number | undefined },
): void {
  if (budget?.costUsd === undefined || usage.costUsd !== undefined || usage.modelCalls === 0) return;
  throw new NexError('build_invalid', 'The budget is one of money, and a model that was used has no price.', {
    where: 'budget.costUsd',
    hint: 'Give its price in MODEL_PRICES of the runtime and the pipeline, or take costUsd away and give totalTokens.',
  });
}
