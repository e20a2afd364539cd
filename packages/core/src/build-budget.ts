/** What a whole build may use: its queries, its runs with all attempts, and what verifies them. */
import * as z from 'zod';

const fields = {
  totalTokens: z.number().int().min(1).max(1e15).optional().describe('Input and output tokens.'),
  costUsd: z
    .number()
    .positive()
    .max(1e9)
    .optional()
    .describe('US dollars; needs a price for every model used.'),
  onBudget: z
    .enum(['pause', 'finish'])
    .default('pause')
    .describe(
      'When nothing more can be reserved: wait for a larger budget, or go on to the later stages with what is there.',
    ),
};

export const BuildBudget = z
  .strictObject(fields)
  .refine(({ totalTokens, costUsd }) => totalTokens !== undefined || costUsd !== undefined, {
    message: 'give totalTokens, costUsd or both',
  });
export type BuildBudget = z.output<typeof BuildBudget>;

/** A change of a build that has not ended. What is left out stays; `null` takes a limit away. */
export const UpdateBuild = z
  .strictObject({
    budget: z
      .strictObject({
        totalTokens: fields.totalTokens.unwrap().nullable().optional(),
        costUsd: fields.costUsd.unwrap().nullable().optional(),
        onBudget: z.enum(['pause', 'finish']).optional(),
      })
      .optional(),
    concurrency: z.number().int().min(1).max(512).optional(),
  })
  .refine(({ budget, concurrency }) => budget !== undefined || concurrency !== undefined, {
    message: 'give budget, concurrency or both',
  });
export type UpdateBuild = z.output<typeof UpdateBuild>;

/** Tokens and money together; what has no limit is infinite. */
export const Spending = z.object({
  tokens: z.number().nonnegative(),
  costUsd: z.number().nonnegative(),
});
export type Spending = z.infer<typeof Spending>;

/** The budget after the change; `undefined` when no limit is left. */
export function changeBudget(
  before: BuildBudget | undefined,
  change: NonNullable<UpdateBuild['budget']>,
): BuildBudget | undefined {
  const totalTokens =
    change.totalTokens === undefined ? before?.totalTokens : (change.totalTokens ?? undefined);
  const costUsd = change.costUsd === undefined ? before?.costUsd : (change.costUsd ?? undefined);
  if (totalTokens === undefined && costUsd === undefined) return undefined;
  return {
    ...(totalTokens !== undefined && { totalTokens }),
    ...(costUsd !== undefined && { costUsd }),
    onBudget: change.onBudget ?? before?.onBudget ?? 'pause',
  };
}
