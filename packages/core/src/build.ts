/** Builds as the REST API has them: what is asked for, how far it is, what came of it. */
import * as z from 'zod';
import { FailureShape, Time } from './api.ts';
import { BuildTask } from './build-task.ts';
import { ToolHandling } from './cassette.ts';
import { Funnel, ManifestFile } from './data-set.ts';
import { DifficultyDistribution } from './difficulty.ts';
import { DataSplit, ExportFormat } from './export-format.ts';
import { RedactionPolicy } from './redaction-policy.ts';
import { RunLimits } from './run.ts';
import { SynthesisSpec } from './synthesis-spec.ts';
import { Usage } from './usage.ts';

export const BUILD_STATES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export const STAGE_NAMES = [
  'synthesize-queries',
  'run-agents',
  'collect',
  'check',
  'verify',
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
  concurrency: z.number().int().min(1).max(512).default(8),
  limits: RunLimits.optional(),
  /** How the queries are made. */
  synthesis: SynthesisSpec.optional(),
  /** Queries of the user's, in the place of synthesised ones. */
  tasks: z.array(BuildTask).min(1).max(5000).optional(),
  /** Which runs of tasks with verifiers are kept. Default: those that passed. */
  keepVerified: z.enum(['passed', 'all']).optional(),
  /** How the rows are written, a folder per format. Default: `openai-chat` in `data/`. */
  formats: z.array(ExportFormat).min(1).max(32).optional(),
  /** Default: all rows are for training. */
  split: DataSplit.optional(),
  /** What is taken out of trajectories before the pipeline stores them. Default: nothing. */
  redaction: RedactionPolicy.optional(),
  /** Cassette and faults of every run. */
  tools: ToolHandling.optional(),
});
export type CreateBuild = z.input<typeof CreateBuild>;

export const Stage = z.object({
  name: z.enum(STAGE_NAMES),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  startedAt: Time.optional(),
  finishedAt: Time.optional(),
});
export type Stage = z.infer<typeof Stage>;

export const Build = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(BUILD_STATES),
  frameworkId: z.string(),
  frameworkDigest: z.string().optional(),
  spec: CreateBuild,
  stages: z.array(Stage),
  funnel: Funnel,
  usage: z.object({ synthesis: Usage, runs: Usage }),
  model: z.object({ name: z.string(), provider: z.string(), offlineModel: z.boolean() }).optional(),
  dataSet: z.object({ rows: z.number().int(), digest: z.string(), files: z.array(ManifestFile) }).optional(),
  failure: FailureShape.optional(),
  traceId: z.string(),
  createdAt: Time,
  finishedAt: Time.optional(),
});
export type Build = z.infer<typeof Build>;
