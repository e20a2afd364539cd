/** An attempt at a run of a build, as it is listed with its query. */
import * as z from 'zod';
import { FailureShape, Time } from './api.ts';
import { StopReason } from './run.ts';
import { RunOutcome } from './run-outcome.ts';
import { Usage } from './usage.ts';

export const RunAttempt = z.object({
  /** Of the query's samples, from 0. */
  sampleIndex: z.number().int(),
  /** From 1; the last one of a sample counts. */
  attempt: z.number().int(),
  state: z.enum(['running', 'completed', 'failed', 'cancelled']),
  /** Absent until the runtime took it, and where it refused to. */
  runId: z.string().optional(),
  /** Absent until it has ended, as all that tells of its end. */
  outcome: RunOutcome.optional(),
  stopReason: StopReason.optional(),
  failure: FailureShape.optional(),
  usage: Usage.optional(),
  /** When the runtime was asked for it. */
  dispatchedAt: Time,
  startedAt: Time.optional(),
  finishedAt: Time.optional(),
});
export type RunAttempt = z.infer<typeof RunAttempt>;
