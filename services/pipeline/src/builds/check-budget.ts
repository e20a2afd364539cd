/** Whether a budget can be held here: one of money needs the price of every model that the pipeline asks for the build. */
import { isOfflineModel, NexError } from '@nex/core';
import { priceOf } from '@nex/llm';
import type { PipelineContext } from '../context.ts';
import { judgesOf } from '../judging/judges.ts';
import type { BuildSpec } from '../store/build-row.ts';

/** Throws `build_invalid`. The offline model costs nothing only when the table says so. */
export function checkBudget(
  { config, model, judgeModel }: Pick<PipelineContext, 'config' | 'model' | 'judgeModel'>,
  { budget, quality }: Pick<BuildSpec, 'budget' | 'quality'>,
): void {
  if (budget?.costUsd === undefined) return;
  const judges = quality?.judge ? judgesOf(quality.judge, judgeModel).models : [];
  const unpriced = [model, ...judges].find(({ name }) => !priceOf(name, config.prices ?? {}));
  if (!unpriced) return;
  throw new NexError(
    'build_invalid',
    `The budget is one of money, and the model ${unpriced.name} has no price.`,
    {
      where: 'budget.costUsd',
      hint: isOfflineModel(unpriced.name)
        ? 'Give totalTokens: the offline model costs nothing.'
        : 'Set MODEL_PRICES for the pipeline and the runtime, or give totalTokens.',
    },
  );
}
