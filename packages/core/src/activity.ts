/** What runs now and what was used lately, of one tenant. */
import * as z from 'zod';
import { Time } from './api.ts';
import { RunState } from './run.ts';
import { Usage } from './usage.ts';

/** Span → how long one bucket is. */
export const ACTIVITY_SPANS = { '1h': 'minute', '24h': 'hour', '7d': 'hour', '30d': 'day' } as const;
export type ActivitySpan = keyof typeof ACTIVITY_SPANS;

const HOUR_MS = 3_600_000;
export const ACTIVITY_SPAN_MS: Readonly<Record<ActivitySpan, number>> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};

export const ActivityQuery = z.object({
  span: z
    .enum(['1h', '24h', '7d', '30d'])
    .default('24h')
    .describe('How far back: buckets of a minute for 1h, of an hour for 24h and 7d, of a day for 30d.'),
});

export const ActivityBucket = z.object({
  /** Begin of the bucket, in UTC. */
  at: Time,
  /** Root runs that were created in it, and those of them that have ended so. */
  runs: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  /** Of all runs that were created in it, those below others included. */
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** US dollars; absent when no model call had a price. */
  costUsd: z.number().nonnegative().optional(),
});
export type ActivityBucket = z.infer<typeof ActivityBucket>;

export const Activity = z.object({
  span: z.enum(['1h', '24h', '7d', '30d']),
  /** Root runs by state: all that are not at their end, and those of the span that are. */
  states: z.record(RunState, z.number().int()),
  /** Oldest first, without gaps; the last one is that of now. */
  buckets: z.array(ActivityBucket),
});
export type Activity = z.infer<typeof Activity>;

/**
 * What model calls that are no part of a run used in a span: those that make frameworks, and those of builds that write
 * queries, verify and judge. A call counts when it was answered. What rollouts use beside their runs is left out.
 */
export const OwnUse = z.object({
  span: z.enum(['1h', '24h', '7d', '30d']),
  parts: z.array(
    z.object({ part: z.enum(['frameworks', 'synthesis', 'verifying', 'judging']), usage: Usage }),
  ),
});
export type OwnUse = z.infer<typeof OwnUse>;
