/**
 * What a trainer gets of a rollout: one record per agent and unbroken sequence. A record only grows at its end; where a
 * context was rewritten, the next one begins. A rollout that failed is one record of no length, so that groups close.
 */
import * as z from 'zod';
import { FailureShape, Time } from './api.ts';
import { Message } from './message.ts';
import { ModelTag } from './rollout-batch.ts';
import { StopReason } from './run.ts';
import { ToolDefinition } from './tool.ts';

const Flag = z.union([z.literal(0), z.literal(1)]);

export const TrainerMessage = Message.extend({
  /** Whether the model wrote it in this very rollout and it stands in no earlier record. */
  loss: z.boolean(),
});

export const TrainerTrajectory = z.object({
  trajectoryId: z.string(),
  batchId: z.string(),
  rolloutId: z.string(),
  groupId: z.string(),
  taskId: z.string(),
  /** Of the rollout, from 0, distinct within the group. */
  runIndex: z.number().int(),
  /** Times that the rollout was run, this one included. */
  attempt: z.number().int(),
  /** Names of the agents from the root down: `lead/researcher`. */
  agentPath: z.string(),
  /** Run of that agent; `null` when the rollout never had one. */
  agentRunId: z.string().nullable(),
  /** Root run: where all that was said can be read (`GET /v1/runs/{id}/trajectory`). */
  messagesRef: z.string().nullable(),
  /** Among the records of the rollout, from 0: the root agent's first, then by start. */
  segmentIndex: z.number().int(),
  segmentCount: z.number().int(),
  /** `empty`: of a rollout that failed. */
  kind: z.enum(['tokens', 'messages', 'empty']),
  tokens: z.array(z.number().int()),
  /** As long as `tokens`: 1 where the model sampled. */
  lossMask: z.array(Flag),
  /** As long as `tokens`, 0 where nothing was sampled; `null` when the server gave none. */
  logprobs: z.array(z.number()).nullable(),
  /** In the place of tokens, when the server gave none. */
  messages: z.array(TrainerMessage).optional(),
  tools: z.array(ToolDefinition).optional(),
  modelTag: z.string(),
  /** `[start, end, version]` of what was sampled: tokens from `start` to before `end`; for messages the whole, at the oldest. */
  modelVersions: z.array(z.tuple([z.number().int(), z.number().int(), z.number().int()])),
  /** From 0 to 1; `null` when no verifier said one. A failed rollout has 0. */
  reward: z.number().nullable(),
  /** Reward per verifier, by kind and place, and what was counted. */
  metrics: z.record(z.string(), z.number()),
  state: z.enum(['completed', 'failed']),
  stopReason: StopReason.nullable(),
  failure: FailureShape.optional(),
  /** The tail was cut at `maxSequenceLength`. */
  truncated: z.boolean(),
  /** Older than the batch allows. */
  stale: z.boolean(),
  /** The model was paused while the rollout was under way, and the trainer wished to know. */
  acrossPause: z.boolean(),
  temperature: z.number().nullable(),
  isValidation: z.boolean(),
  groundTruth: z.json(),
  data: z.record(z.string(), z.json()),
});
export type TrainerTrajectory = z.infer<typeof TrainerTrajectory>;

export const LeaseTrajectories = z.strictObject({
  modelTag: ModelTag,
  max: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(256)
    .describe('Trajectories; one group is never split, so a larger one comes alone.'),
  waitMs: z.number().int().min(0).max(60_000).default(0).describe('How long to wait for the first one.'),
  leaseMs: z.number().int().min(100).max(3_600_000).default(60_000),
  completeGroupsOnly: z.boolean().default(true),
});
export type LeaseTrajectories = z.output<typeof LeaseTrajectories>;

export const TrajectoryLease = z.object({
  /** `null` when nothing came in time. */
  leaseId: z.string().nullable(),
  /** Grows from lease to lease: of two that hold the same trajectory, the larger one counts. */
  fence: z.number().int(),
  expiresAt: Time.nullable(),
  trajectories: z.array(TrainerTrajectory),
});
export type TrajectoryLease = z.infer<typeof TrajectoryLease>;

export const ACK_RESULTS = ['success', 'fail', 're-rollout'] as const;
export const AckTrajectories = z.strictObject({
  leaseId: z.string().min(1).max(100),
  results: z
    .array(z.strictObject({ trajectoryId: z.string().min(1).max(100), result: z.enum(ACK_RESULTS) }))
    .min(1)
    .max(10_000),
});
export type AckTrajectories = z.output<typeof AckTrajectories>;

export const TrajectoriesAcked = z.object({
  acked: z.number().int(),
  /** Rollouts that are run again. */
  rerun: z.array(z.string()),
});
export type TrajectoriesAcked = z.infer<typeof TrajectoriesAcked>;
