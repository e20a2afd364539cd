/** What happened in a run and in all runs below it, complete: the form that checks read and exporters write. */
import * as z from 'zod';
import { CassetteUse } from './cassette.ts';
import type { FaultKind } from './fault.ts';
import { Message } from './message.ts';
import { RunState, StopReason } from './run.ts';
import { SampledSequence } from './run-model.ts';
import { ToolDefinition } from './tool.ts';
import { FinalState } from './tool-state.ts';
import { Usage } from './usage.ts';

/** One agent's conversation within a trajectory. */
export const TrajectoryRun = z.object({
  runId: z.string(),
  /** `null` for the root. */
  parentRunId: z.string().nullable(),
  /** The parent's tool call that started this run. */
  parentCallId: z.string().nullable(),
  agent: z.string(),
  depth: z.number().int().nonnegative(),
  state: RunState,
  stopReason: StopReason.nullable(),
  tools: z.array(ToolDefinition),
  /** From the system prompt to the last message, in order. */
  messages: z.array(Message),
  /** Conversations that a compaction took the place of, oldest first, each from the run's own beginning. */
  earlierLeaves: z.array(z.array(Message)).optional(),
  /**
   * Its answers in tokens, as the model servers told them, with what they answered. Absent unless every answer has the
   * ids of its prompt and its own.
   */
  sampled: z.array(SampledSequence).optional(),
  response: z.string(),
  usage: Usage,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type TrajectoryRun = z.infer<typeof TrajectoryRun>;

export const Provenance = z.object({
  model: z.string(),
  provider: z.string(),
  /** True when the rule-based offline model answered. */
  offlineModel: z.boolean(),
  seed: z.number().int(),
  frameworkDigest: z.string(),
  traceId: z.string(),
  /** What its tools were recorded to or played from. */
  cassette: CassetteUse.optional(),
  /**
   * Of a trajectory that others recorded: the format it came in, and the name of the file. What that format does not say
   * is empty then: `seed` is 0, `frameworkDigest`, `model`, `provider` and times are `''`, counts are 0.
   */
  imported: z.object({ format: z.string(), source: z.string() }).optional(),
});
export type Provenance = z.infer<typeof Provenance>;

/** Root run first, then the others in order of starting. */
export const Trajectory = z.object({
  version: z.literal(1),
  rootRunId: z.string(),
  runs: z.array(TrajectoryRun).min(1),
  usage: Usage,
  provenance: Provenance,
  /** State of the tool servers that were asked for, as it was when the root run ended. */
  finalState: FinalState.optional(),
});
export type Trajectory = z.infer<typeof Trajectory>;

/** The faults that were put into calls, in the order of the results. */
export function injectedFaults({ runs }: Pick<Trajectory, 'runs'>): FaultKind[] {
  const faults: FaultKind[] = [];
  for (const { messages } of runs) {
    for (const { content } of messages) {
      for (const block of content) {
        if (block.type === 'tool_result' && block.injected) faults.push(block.injected);
      }
    }
  }
  return faults;
}
