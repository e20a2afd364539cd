/** Builds as the REST API has them: what is asked for, how far it is, what came of it. */
import * as z from 'zod';
import { FailureShape, Time } from './api.ts';
import { BuildBudget, Spending } from './build-budget.ts';
import { BuildEconomy } from './build-economy.ts';
import { ReviewSpec } from './build-review.ts';
import { BuildTask } from './build-task.ts';
import { ToolHandling } from './cassette.ts';
import { BuildUsage, Funnel, ManifestFile } from './data-set.ts';
import { DifficultyDistribution } from './difficulty.ts';
import { DataSplit, RequestedFormat } from './export-format.ts';
import { QualitySpec } from './quality-spec.ts';
import { RedactionPolicy } from './redaction-policy.ts';
import { RunLimits } from './run.ts';
import { SynthesisSpec } from './synthesis-spec.ts';
import { ImportState } from './trajectory-import.ts';

export const BUILD_STATES = ['queued', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
/** Why a build waits for somebody. */
export const PAUSE_REASONS = ['asked', 'budget', 'review'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];
export const STAGE_NAMES = [
  'synthesize-queries',
  'run-agents',
  'collect',
  'check',
  'verify',
  'decontaminate',
  'judge',
  'deduplicate',
  'filter',
  'export',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];

export const CreateBuild = z.strictObject({
  frameworkId: z.string(),
  name: z.string().min(1).max(100).optional(),
  queries: z.number().int().min(1).max(100_000).default(24),
  /** Runs of each query. */
  samples: z.number().int().min(1).max(64).default(1),
  seed: z.number().int().min(0).max(4_294_967_295).default(7),
  difficulty: DifficultyDistribution.optional(),
  languages: z
    .array(z.enum(['en', 'zh']))
    .min(1)
    .max(2)
    .default(['en']),
  /** Runs and model calls at a time, at most: a model server that takes fewer gets fewer. */
  concurrency: z.number().int().min(1).max(512).default(32),
  limits: RunLimits.optional(),
  /** Attempts after the first at a run that ended by a fault that may pass. Default 2. */
  retries: z.number().int().min(0).max(10).optional(),
  /** Default: no limit beside those of the single run. */
  budget: BuildBudget.optional(),
  /** How the queries are made. */
  synthesis: SynthesisSpec.optional(),
  /** Queries of the user's, in the place of synthesised ones. */
  tasks: z.array(BuildTask).min(1).max(5000).optional(),
  /** Which runs of tasks with verifiers are kept. Default: those that passed. */
  keepVerified: z.enum(['passed', 'all']).optional(),
  /** How the rows are written, a folder per format. Default: `openai-chat` in `data/`. */
  formats: z.array(RequestedFormat).min(1).max(32).optional(),
  /** Default: all rows are for training. */
  split: DataSplit.optional(),
  /** What is taken out of trajectories before the pipeline stores them. Default: nothing. */
  redaction: RedactionPolicy.optional(),
  /** How trajectories are judged beyond the checks. Default: near-duplicates are flagged. */
  quality: QualitySpec.optional(),
  /** Cassette and faults of every run. */
  tools: ToolHandling.optional(),
  /** Where the build waits for a person. Default: nowhere. */
  review: ReviewSpec.optional(),
});
export type CreateBuild = z.input<typeof CreateBuild>;

export const Stage = z.object({
  name: z.enum(STAGE_NAMES),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  startedAt: Time.optional(),
  finishedAt: Time.optional(),
  /** Pieces done per minute of the time that the stage was at work. Absent before the first one. */
  ratePerMinute: z.number().nonnegative().optional(),
  /** Estimated time left at that rate, in milliseconds; only of a stage at work. */
  etaMs: z.number().int().nonnegative().optional(),
});
export type Stage = z.infer<typeof Stage>;

/** Of a paused build. It goes on by `POST /v1/builds/{id}/resume`. */
export const Pause = z.object({
  reason: z.enum(PAUSE_REASONS),
  /** The stage that goes on when the build does. */
  stage: z.enum(STAGE_NAMES).optional(),
  at: Time,
});
export type Pause = z.infer<typeof Pause>;

export const Build = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(BUILD_STATES),
  frameworkId: z.string(),
  frameworkDigest: z.string().optional(),
  spec: CreateBuild,
  stages: z.array(Stage),
  funnel: Funnel,
  /**
   * Runs or model calls at a time: as many as asked for, as many as the model server takes now, and how many tries it
   * turned away so far. Absent before the build was at work.
   */
  concurrency: z
    .object({
      limit: z.number().int(),
      width: z.number().int(),
      throttled: z.number().int(),
    })
    .optional(),
  /** Of a build whose trajectories others recorded: it has no framework. */
  import: ImportState.optional(),
  paused: Pause.optional(),
  usage: BuildUsage,
  /** All that was used so far, and what is set aside for runs at work. */
  spending: z.object({ spent: Spending, reserved: Spending }).optional(),
  /** What one piece costs so far, at each stage of the funnel. */
  economy: BuildEconomy.optional(),
  model: z.object({ name: z.string(), provider: z.string(), offlineModel: z.boolean() }).optional(),
  /** The newest version of what came of it. `id` and `version` are absent in answers from before there were versions. */
  dataSet: z
    .object({
      id: z.string().optional(),
      version: z.number().int().optional(),
      rows: z.number().int(),
      digest: z.string(),
      files: z.array(ManifestFile),
    })
    .optional(),
  failure: FailureShape.optional(),
  traceId: z.string(),
  createdAt: Time,
  finishedAt: Time.optional(),
  /** Since it was made, until it ended or until now; pauses are part of it. */
  elapsedMs: z.number().int().nonnegative().optional(),
});
export type Build = z.infer<typeof Build>;
