/**
 * A check judges; it never edits. A verdict of `drop` keeps the trajectory out of a data set, with its reason; one of
 * `flag` says what is odd and lets the trajectory in.
 */
import * as z from 'zod';

export const Verdict = z.object({
  check: z.string(),
  version: z.number().int().positive(),
  verdict: z.enum(['keep', 'flag', 'drop']),
  /** Why it drops or flags, as a stable word for counting: `unknown_tool`. Empty when it keeps. */
  reason: z.string(),
  /** Where the evidence lies: run, index of the message, and a sentence. */
  evidence: z.array(z.object({ runId: z.string(), messageIndex: z.number().int(), note: z.string() })),
});
export type Verdict = z.infer<typeof Verdict>;
