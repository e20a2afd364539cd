/** Whether a budget can be held here: one of money needs the price of the pipeline's own model. */
import { type BuildBudget, isOfflineModel, NexError } from '@nex/core';
import { priceOf } from '@nex/llm';
import type { PipelineContext } from '../context.ts';

/** Throws `build_invalid`. The offline model costs nothing only when the table says so. */
export function checkBudget(
  { config, model }: Pick<PipelineContext, 'config' | 'model'>,
  budget: BuildBudget | undefined,
): void {
  if (budget?.costUsd === undefined || priceOf(model.name, config.prices ?? {})) return;
  throw new NexError(
    'build_invalid',
    `The budget is one of money, and the model ${model.name} has no price.`,
    {
      where: 'budget.costUsd',
      hint: isOfflineModel(model.name)
        ? 'Give totalTokens: the offline model costs nothing.'
        : 'Set MODEL_PRICES for the pipeline and the runtime, or give totalTokens.',
    },
  );
}
