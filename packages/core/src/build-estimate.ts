/** What a dry run says of a build that was not made. */
import * as z from 'zod';
import { FailureShape } from './api.ts';
import { CreateBuild } from './build.ts';

export const Range = z.object({ low: z.number(), expected: z.number(), high: z.number() });
export type Range = z.infer<typeof Range>;

export const EstimatePart = z.object({
  part: z.enum(['synthesis', 'runs', 'verifying', 'judging']),
  modelCalls: Range,
  tokens: Range,
  /** Absent when a price is missing. */
  costUsd: Range.optional(),
  /** What the numbers come from: pieces of work of earlier builds, or the documented defaults. */
  basis: z.enum(['this framework', 'any framework', 'default']),
  /** Pieces of work behind the numbers; 0 for defaults. */
  samples: z.number().int(),
});
export type EstimatePart = z.infer<typeof EstimatePart>;

/** A model that a build would ask, and whether it answered one short question. */
export const AskedModel = z.object({
  name: z.string(),
  /** Host of its server. */
  provider: z.string(),
  /** Parts of the build that ask it, and `agent NAME`. */
  askedBy: z.array(z.string()),
  /** Absent when it answered. */
  failure: FailureShape.optional(),
});
export type AskedModel = z.infer<typeof AskedModel>;

export const BuildEstimate = z.object({
  /** The request with every default filled in. */
  spec: CreateBuild,
  frameworkDigest: z.string(),
  queries: z.number().int(),
  /** Without further attempts. */
  runs: z.number().int(),
  parts: z.array(EstimatePart),
  total: z.object({ modelCalls: Range, tokens: Range, costUsd: Range.optional() }),
  /** Whether the budget holds the expected and the high numbers; absent without a budget. */
  budget: z.enum(['enough', 'perhaps', 'too small']).optional(),
  /** Absent unless they were to be asked. */
  models: z.array(AskedModel).optional(),
  /** What does not make the build impossible, but should be looked at. */
  warnings: z.array(z.string()),
});
export type BuildEstimate = z.infer<typeof BuildEstimate>;
