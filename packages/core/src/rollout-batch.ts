/** Rollouts: runs of tasks for a trainer, each as often as it asks, with the trainer's own model. */
import * as z from 'zod';
import { Time } from './api.ts';
import { MAX_VERSION } from './bounds.ts';
import { BundleFile } from './framework.ts';
import { MadeQuery } from './list-query.ts';
import { RunLimits } from './run.ts';
import { RunModel } from './run-model.ts';
import { InitialState } from './tool-state.ts';
import { Verifier } from './verifier.ts';

/** Names a trainer's model over all versions of its weights. */
export const ModelTag = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, ".", "_" or "-"');
const Id = z.string().min(1).max(200);
export const ModelVersion = z.number().int().min(0).max(MAX_VERSION);

export const GROUND_TRUTH_MEASURES = ['contains', 'token_f1'] as const;

export const RolloutTask = z.strictObject({
  taskId: Id,
  groupId: Id.optional().describe('Rollouts of one group are compared. Default: the task alone.'),
  input: z.string().min(1).max(200_000),
  initialState: InitialState.optional(),
  verifiers: z.array(Verifier).max(8).optional().describe("Default: the evaluator's."),
  groundTruth: z.json().optional().describe('Goes into the trajectories, and to scripts as `groundTruth`.'),
  isValidation: z.boolean().default(false),
  data: z.record(z.string(), z.json()).default({}).describe('Goes into the trajectories as it is.'),
});
export type RolloutTask = z.output<typeof RolloutTask>;

export const RolloutAgent = z
  .strictObject({
    frameworkId: z.string().optional(),
    frameworkDigest: z.string().optional(),
    files: z.array(BundleFile).max(400).optional(),
    file: z.string().optional().describe("Path of the agent's file. Default: the bundle's entry agent."),
    own: z
      .literal(true)
      .optional()
      .describe('A program of the trainer asks the model by `/v1/rollouts/{id}/chat/completions`.'),
  })
  .refine(
    ({ frameworkId, frameworkDigest, files, own }) =>
      [frameworkId, frameworkDigest, files, own].filter((one) => one !== undefined).length === 1,
    { message: 'give one of frameworkId, frameworkDigest, files and own' },
  );

export const CreateRolloutBatch = z.strictObject({
  modelTag: ModelTag,
  minModelVersion: ModelVersion.optional().describe('Rollouts wait until the model has this version.'),
  maxStaleness: ModelVersion.optional().describe(
    'Versions that the oldest span of a trajectory may be behind the model when it is given out.',
  ),
  onStale: z
    .enum(['rerun', 'mark'])
    .default('rerun')
    .describe('What becomes of a trajectory that is too old.'),
  repeatN: z.number().int().min(1).max(256).default(1).describe('Rollouts of each task.'),
  inference: RunModel,
  agent: RolloutAgent,
  evaluator: z
    .strictObject({
      verifiers: z.array(Verifier).max(8).default([]).describe('Of tasks without their own.'),
      groundTruth: z
        .enum(GROUND_TRUTH_MEASURES)
        .optional()
        .describe('Also compares the answer with the ground truth of its task.'),
    })
    .default({ verifiers: [] })
    .describe('The lowest reward counts.'),
  limits: RunLimits.optional(),
  maxSequenceLength: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Longer token sequences lose their tail and are marked as truncated.'),
  concurrency: z.number().int().min(1).max(1000).default(64),
  groupTimeoutMs: z
    .number()
    .int()
    .min(1000)
    .max(7 * 86_400_000)
    .default(1_800_000)
    .describe('From its first run on; what is open then is closed as failed. Pauses do not count.'),
  seed: z.number().int().min(0).max(4_294_967_295).default(7),
  stream: z
    .boolean()
    .default(false)
    .describe('Complete groups go to the Redis stream `traj:<modelTag>` and are not leased.'),
  tasks: z.array(RolloutTask).min(1).max(10_000),
});
export type CreateRolloutBatch = z.output<typeof CreateRolloutBatch>;
/** As callers write it: what has a default may be left out. */
export type RolloutBatchRequest = z.input<typeof CreateRolloutBatch>;

export const RolloutPlace = z.object({
  rolloutId: z.string(),
  taskId: z.string(),
  groupId: z.string(),
  /** From 0, distinct within the group. */
  runIndex: z.number().int(),
});
export const RolloutBatchCreated = z.object({ batchId: z.string(), rollouts: z.array(RolloutPlace) });
export type RolloutBatchCreated = z.infer<typeof RolloutBatchCreated>;

/** `ready`: its trajectories can be given out; `done`: all of them are acknowledged or were streamed. */
export const ROLLOUT_STATES = ['queued', 'running', 'ready', 'done', 'cancelled'] as const;
export const ROLLOUT_GROUP_STATES = ['open', 'complete', 'done', 'cancelled'] as const;
export const ROLLOUT_BATCH_STATES = ['running', 'completed', 'cancelled'] as const;
const Count = z.number().int();

/** One rollout, for the program that runs it. */
export const Rollout = RolloutPlace.extend({
  batchId: z.string(),
  modelTag: z.string(),
  state: z.enum(ROLLOUT_STATES),
  /** Times that it was begun, this one included. */
  attempt: Count,
  task: RolloutTask,
});
export type Rollout = z.infer<typeof Rollout>;

/** What a trainer's own agent says when it is done. */
export const EndRollout = z.strictObject({
  attempt: z.number().int().min(1).optional().describe('That it was running. Default: the one under way.'),
  state: z.enum(['completed', 'failed']).default('completed'),
  reward: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .optional()
    .describe("Default: what the batch's evaluator says of the answer."),
  metrics: z.record(z.string().min(1).max(100), z.number()).default({}),
  response: z.string().max(1_000_000).optional().describe('Default: the last answer of the model.'),
  message: z.string().max(2000).optional().describe('Why it failed.'),
});
export type EndRollout = z.output<typeof EndRollout>;

export const RolloutBatch = z.object({
  id: z.string(),
  modelTag: z.string(),
  /** `completed`: every rollout is ready or done. */
  state: z.enum(ROLLOUT_BATCH_STATES),
  /** Why nothing new is begun just now. */
  waitsFor: z.enum(['resume', 'version']).optional(),
  repeatN: Count,
  rollouts: z.record(z.enum(ROLLOUT_STATES), Count),
  groups: z.record(z.enum(ROLLOUT_GROUP_STATES), Count),
  /** Of the rollouts that have ended. */
  outcomes: z.object({ completed: Count, failed: Count }),
  /** Tries after the first ones. */
  reruns: Count,
  trajectories: Count,
  traceId: z.string(),
  createdAt: Time,
  finishedAt: Time.optional(),
});
export type RolloutBatch = z.infer<typeof RolloutBatch>;

export const RolloutBatchQuery = MadeQuery.extend({
  modelTag: ModelTag.optional().describe('Only those for this model.'),
  state: z.enum(ROLLOUT_BATCH_STATES).optional().describe('Only those in this state.'),
});
export type RolloutBatchQuery = z.infer<typeof RolloutBatchQuery>;

export const PauseModel = z.strictObject({
  inFlight: z
    .enum(['finish', 'mark'])
    .default('finish')
    .describe('Rollouts under way go on; `mark` says so in their trajectories.'),
});
export const ResumeModel = z.strictObject({
  version: ModelVersion.describe('Of the weights from now on; not below the one before.'),
  weightsUri: z.string().max(2000).optional(),
});

/** The state of a trainer's model, as the trainer told it. */
export const TrainerModel = z.object({
  tag: z.string(),
  state: z.enum(['running', 'paused']),
  version: ModelVersion,
  weightsUri: z.string().optional(),
  updatedAt: Time,
});
export type TrainerModel = z.infer<typeof TrainerModel>;
