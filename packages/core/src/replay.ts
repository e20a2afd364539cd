/** A tree of runs executed again from its log, with recorded answers of models and tools: what came of it. */
import * as z from 'zod';
import { StopReason } from './run.ts';

/** Where a replay first came to something else than the log. Values as short texts; `nothing` when there is none. */
export const ReplayDifference = z.object({
  /** `messages[4].content[0].text`, `answers[2].finishReason`, `response`. */
  at: z.string(),
  /** What the log says. */
  expected: z.string(),
  /** What the replay came to. */
  actual: z.string(),
});
export type ReplayDifference = z.infer<typeof ReplayDifference>;

export const ReplayedRun = z.object({
  runId: z.string(),
  agent: z.string(),
  identical: z.boolean(),
  /** That the run wrote itself; those of the conversation that it goes on with are not counted. */
  messages: z.number().int(),
  /** Answers of the model that were played. */
  modelCalls: z.number().int(),
  toolCalls: z.number().int(),
  /** The run was ended from outside: by a cancellation, by time or by a fault. The replay stops where the log does. */
  stopped: z.object({ stopReason: StopReason, afterMessages: z.number().int() }).optional(),
  difference: ReplayDifference.optional(),
});
export type ReplayedRun = z.infer<typeof ReplayedRun>;

export const Replay = z.object({
  rootRunId: z.string(),
  identical: z.boolean(),
  /** Of the conversations that the replay came to, as canonical JSON: `sha256:…`. */
  digest: z.string(),
  /** Of the conversations in the log. */
  recordedDigest: z.string(),
  /** Root run first, then the others in order of starting. */
  runs: z.array(ReplayedRun),
});
export type Replay = z.infer<typeof Replay>;
