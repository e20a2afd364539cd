/**
 * What one piece costs at each stage of the funnel. A piece carries all that was used up to its stage: a kept trajectory
 * also pays for rejected queries, failed attempts and dropped runs.
 */
import * as z from 'zod';
import type { BuildUsage, Funnel } from './data-set.ts';
import { addUsage, NO_USAGE, type Usage } from './usage.ts';

export const UnitCost = z.object({
  /** Input and output together; a mean, so not always whole. */
  tokens: z.number().nonnegative(),
  /** US dollars. Absent when a model call up to this stage had no price. */
  costUsd: z.number().nonnegative().optional(),
});
export type UnitCost = z.infer<typeof UnitCost>;

/** A stage without a piece has no cost. */
export const BuildEconomy = z.object({
  /** Synthesis. */
  perAcceptedQuery: UnitCost.optional(),
  /** Synthesis, and runs with all attempts. */
  perCompletedRun: UnitCost.optional(),
  /** All, verifying and judging included. */
  perKeptTrajectory: UnitCost.optional(),
});
export type BuildEconomy = z.infer<typeof BuildEconomy>;

/** `unpriced` names the parts of the usage in which a model call has no price. */
export function economyOf(
  usage: BuildUsage,
  unpriced: ReadonlySet<string>,
  { queries, runs, kept }: Pick<Funnel, 'queries' | 'runs' | 'kept'>,
): BuildEconomy {
  const cost = (parts: readonly (keyof BuildUsage)[], pieces: number) =>
    unitCost(
      parts.map((part) => usage[part] ?? NO_USAGE).reduce(addUsage, NO_USAGE),
      pieces,
      !parts.some((part) => unpriced.has(part)),
    );
  const economy = {
    perAcceptedQuery: cost(['synthesis'], queries.accepted),
    perCompletedRun: cost(['synthesis', 'runs'], runs.completed),
    perKeptTrajectory: cost(Object.keys(usage) as (keyof BuildUsage)[], kept),
  };
  return Object.fromEntries(Object.entries(economy).filter(([, unit]) => unit !== undefined));
}

function unitCost(
  { inputTokens, outputTokens, costUsd }: Usage,
  pieces: number,
  priced: boolean,
): UnitCost | undefined {
  if (pieces === 0) return undefined;
  return {
    tokens: (inputTokens + outputTokens) / pieces,
    ...(priced && costUsd !== undefined && { costUsd: costUsd / pieces }),
  };
}
