/** What a person looks at before a build goes on, and what was decided of it. */
import * as z from 'zod';
import { Time } from './api.ts';

/** Stages after which a build may wait for a person: what is rejected has its effect before duplicates are looked for. */
export const REVIEW_STAGES = [
  'synthesize-queries',
  'collect',
  'check',
  'verify',
  'decontaminate',
  'judge',
] as const;

export const ReviewSpec = z.strictObject({
  after: z
    .array(z.enum(REVIEW_STAGES))
    .min(1)
    .max(REVIEW_STAGES.length)
    .describe('The build pauses after each of these stages, until it is resumed.'),
  sample: z.number().int().min(1).max(500).default(20).describe('Queries or runs that are offered.'),
});
export type ReviewSpec = z.output<typeof ReviewSpec>;

const Decision = z.enum(['accept', 'reject']);

export const ReviewDecision = z.object({
  decision: Decision,
  by: z.string(),
  note: z.string().optional(),
  at: Time,
});
export type ReviewDecision = z.infer<typeof ReviewDecision>;

const item = {
  /** Of the query or the run: what a decision names. */
  id: z.string(),
  query: z.string(),
  /** Drawn for the sample; else it is there because somebody decided about it. */
  sampled: z.boolean(),
  /** Oldest first; the last one stands. */
  decisions: z.array(ReviewDecision),
};

export const ReviewItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('query'),
    ...item,
    difficulty: z.string(),
    language: z.string(),
    problemType: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('run'),
    ...item,
    queryId: z.string(),
    answer: z.string(),
    /** What checks and judges found, without those that keep it. */
    verdicts: z.array(z.object({ check: z.string(), verdict: z.enum(['flag', 'drop']), reason: z.string() })),
  }),
]);
export type ReviewItem = z.infer<typeof ReviewItem>;

export const Review = z.object({
  buildId: z.string(),
  /** The build waits for the review. */
  waiting: z.boolean(),
  /** Decisions are taken. */
  open: z.boolean(),
  /** The sample in order of queries and samples, then at most 500 others that somebody decided about. */
  items: z.array(ReviewItem),
  /** Standing decisions of the whole build. */
  decided: z.object({ accepted: z.number().int(), rejected: z.number().int() }),
});
export type Review = z.infer<typeof Review>;

export const DecideReview = z.strictObject({
  by: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('Who decides. Where requests carry a key or a token, whose that is counts, and this does not.'),
  items: z
    .array(z.strictObject({ id: z.string(), decision: Decision, note: z.string().max(2000).optional() }))
    .min(1)
    .max(1000),
});
export type DecideReview = z.output<typeof DecideReview>;
