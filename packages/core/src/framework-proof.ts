/** What the simulation of a framework showed. */
import * as z from 'zod';

const Count = z.number().int();

export const REPAIR_LEVELS = ['node', 'given', 'structure'] as const;

/** What was mended, in which round, and why. */
export const FrameworkRepair = z.object({
  round: Count,
  agent: z.string(),
  /** The agent itself, what it was given to do and to do it with, or which agents there are. */
  level: z.enum(REPAIR_LEVELS),
  because: z.string(),
  cases: z.array(z.string()),
});
export type FrameworkRepair = z.infer<typeof FrameworkRepair>;

const Cases = z.object({ cases: Count, passed: Count, failed: Count, inconclusive: Count });

export const FrameworkProof = z.object({
  /** Rounds that it took, the first included. */
  rounds: Count,
  agents: Cases,
  whole: Cases,
  /** Mean of input and output tokens of a case of the whole. */
  tokensPerCase: z.number(),
  /** 0.4 x the share of agents' cases that passed + 0.6 x the share of the whole's. */
  score: z.number(),
  baseline: z
    .object({
      /** More cases of the whole passed than a single agent passed: win. Fewer: loss. */
      verdict: z.enum(['win', 'tie', 'loss']),
      /** Without a win a framework still adds variety, and is kept for that alone. */
      purpose: z.enum(['quality', 'diversity']),
      framework: Cases,
      single: Cases,
      tokensPerCase: z.number(),
    })
    .optional(),
  repairs: z.array(FrameworkRepair),
});
export type FrameworkProof = z.infer<typeof FrameworkProof>;
