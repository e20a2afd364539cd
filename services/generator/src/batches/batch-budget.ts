/** What a batch has used up, its sentences and frameworks together, held against its budget. */
import { addUsage, type FrameworkBatch, type FrameworkBudget, NexError } from '@nex/core';

/** The failure of what was not begun; `undefined` while there is room. `seconds`: since the batch was asked for. */
export function batchOverBudget(
  budget: FrameworkBudget,
  { usage, seconds }: { usage: FrameworkBatch['usage']; seconds: number },
): NexError | undefined {
  const { inputTokens, outputTokens, modelCalls, costUsd = 0 } = addUsage(usage.sentences, usage.frameworks);
  const tokens = inputTokens + outputTokens;
  const limits: [key: keyof FrameworkBudget, used: number, unit: string][] = [
    ['tokens', tokens, 'tokens'],
    ['costUsd', costUsd, 'USD'],
    ['seconds', seconds, 's'],
  ];
  for (const [key, used, unit] of limits) {
    const most = budget[key];
    if (most === undefined || used < most) continue;
    return new NexError(
      'budget_exhausted',
      `The batch's budget of ${most} ${unit} was used up before this framework was begun: ${modelCalls} calls took ${tokens} tokens.`,
      { where: `budget.${key}`, hint: `Raise budget.${key}, or ask for fewer frameworks.` },
    );
  }
  return undefined;
}
