/** A data set: the rows that were kept, the files they lie in, and the account of how they came to be. */
import * as z from 'zod';
import { CompositionAccount } from './composition.ts';
import { VERSION_REASONS } from './data-set-version.ts';
import { Difficulty, DifficultyDistribution, MeasuredDifficulty } from './difficulty.ts';
import { DataSplit, FormatAccount } from './export-format.ts';
import { Recipe } from './regeneration.ts';
import { RunOutcome } from './run-outcome.ts';
import { Trajectory } from './trajectory.ts';
import { ImportedFrom, ImportState } from './trajectory-import.ts';
import { DuplicateKind, DuplicateTag } from './trajectory-verdicts.ts';
import { Usage } from './usage.ts';

/** From a row back to the sentence. */
export const Lineage = z.object({
  buildId: z.string(),
  sentence: z.string(),
  framework: z.string(),
  frameworkDigest: z.string(),
  queryId: z.string(),
  persona: z.string(),
  /** Labels from the root of the problem-type tree to the type that the query was made for. */
  problemType: z.array(z.string()),
  difficulty: Difficulty,
  language: z.string(),
  sampleIndex: z.number().int().nonnegative(),
  runId: z.string(),
  traceId: z.string(),
  model: z.string(),
  offlineModel: z.boolean(),
  seed: z.number().int(),
  /** Checks that looked at the trajectory, as `name@version`. */
  checks: z.array(z.string()),
  /** Lowest reward of the query's verifiers; absent without one. */
  reward: z.number().optional(),
  /** Difficulty as the pass rate of the query's samples shows it, beside the one that was asked for. */
  measured: MeasuredDifficulty.optional(),
  /** What it is a duplicate of, or has duplicates of; absent when it stands alone. */
  duplicates: z.array(DuplicateTag).optional(),
  /** Of a trajectory that others recorded; sentence and framework are empty then. */
  imported: ImportedFrom.optional(),
});
export type Lineage = z.infer<typeof Lineage>;

/** One kept trajectory with its lineage: what an exporter is given. */
export interface Sample {
  /** Digest of the trajectory's messages. */
  id: string;
  query: string;
  trajectory: Trajectory;
  lineage: Lineage;
  /** The task that it belongs to, shared by near-duplicates: samples of one group never lie in two splits. Default: the query's id. */
  group?: string;
}

export const Funnel = z.object({
  frameworks: z.number().int(),
  queries: z.object({
    requested: z.number().int(),
    accepted: z.number().int(),
    rejected: z.number().int(),
    /** Reason → slots that gave no query. Absent when there are as many queries as asked for. */
    shortfall: z.record(z.string(), z.number().int()).optional(),
    /**
     * Enhancer → how often it was applied, and why it was not: once for each query where it comes before the writing, else
     * once for each draft, refused ones included. Absent where chance or settings called for none.
     */
    enhanced: z
      .record(
        z.string(),
        z.object({ applied: z.number().int(), otherwise: z.record(z.string(), z.number().int()) }),
      )
      .optional(),
  }),
  runs: z.object({
    total: z.number().int(),
    completed: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
  }),
  /** Tries at runs, those included that were made again after a fault. Absent in data sets made before there were any. */
  attempts: z.number().int().optional(),
  /** How runs ended, by their last attempts. Absent as above. */
  outcomes: z.partialRecord(RunOutcome, z.number().int()).optional(),
  kept: z.number().int(),
  dropped: z.number().int(),
  /** First reason of each dropped trajectory → count. */
  dropReasons: z.record(z.string(), z.number().int()),
  /** Reason → kept trajectories that a check flags under it. Absent in data sets made before there were flags. */
  flagReasons: z.record(z.string(), z.number().int()).optional(),
  /** Runs of tasks with verifiers. */
  verified: z
    .object({ passed: z.number().int(), failed: z.number().int(), broken: z.number().int() })
    .optional(),
});
export type Funnel = z.infer<typeof Funnel>;

/** What a build used, by what it was for. */
export const BuildUsage = z.object({
  synthesis: Usage,
  runs: Usage,
  /** Absent when no verifier asked a model. */
  verifying: Usage.optional(),
  /** Absent when no judge was asked. */
  judging: Usage.optional(),
});
export type BuildUsage = z.infer<typeof BuildUsage>;

/** What judged the trajectories beyond the checks, and what it came to. */
export const QualityAccount = z.object({
  judge: z
    .object({
      models: z.array(z.string()),
      /** True when a model is rule-based. */
      offlineModel: z.boolean(),
      heads: z.array(
        z.object({
          name: z.string(),
          version: z.number().int(),
          /** Whether a major finding drops: the models were measured at this version, and reach the bar. */
          gates: z.boolean(),
          kept: z.number().int(),
          flagged: z.number().int(),
          dropped: z.number().int(),
        }),
      ),
      trajectories: z.number().int(),
      /** Answers to a head that were of no use. */
      broken: z.number().int(),
    })
    .optional(),
  duplicates: z
    .array(
      z.object({
        kind: DuplicateKind,
        /** Absent for exact ones. */
        threshold: z.number().optional(),
        clusters: z.number().int(),
        /** Trajectories in clusters, without the first of each. */
        duplicates: z.number().int(),
      }),
    )
    .optional(),
  decontamination: z
    .object({
      benchmarks: z.array(z.object({ name: z.string(), digest: z.string(), trajectories: z.number().int() })),
      gram: z.number().int(),
      minLineWords: z.number().int(),
    })
    .optional(),
});
export type QualityAccount = z.infer<typeof QualityAccount>;

export const ManifestFile = z.object({
  path: z.string(),
  format: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  digest: z.string(),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

/** `manifest.json`. */
export const Manifest = z.object({
  version: z.literal(1),
  /** Which version of which data set it is, and why it was made. */
  dataSet: z
    .object({
      id: z.string(),
      version: z.number().int(),
      parent: z.number().int().nullable(),
      reason: z.enum(VERSION_REASONS),
      /** Digest over the ids of the rows in their order, the same for the same conversations. */
      rowsDigest: z.string(),
    })
    .optional(),
  buildId: z.string(),
  name: z.string(),
  createdAt: z.string(),
  sentence: z.string(),
  frameworkDigest: z.string(),
  spec: z.object({
    queries: z.number().int(),
    samples: z.number().int(),
    seed: z.number().int(),
    languages: z.array(z.string()),
    difficulty: DifficultyDistribution,
  }),
  model: z.object({ name: z.string(), provider: z.string(), offlineModel: z.boolean() }),
  funnel: Funnel,
  usage: BuildUsage,
  checks: z.array(z.object({ name: z.string(), version: z.number().int() })),
  /** The policy that the trajectories were redacted by, and how many places it changed. */
  redaction: z.object({ id: z.string(), version: z.number().int(), places: z.number().int() }).optional(),
  /** What makes it again. Absent in data sets made before it was kept. */
  recipe: Recipe.optional(),
  /** Of trajectories that others recorded: the file that they came from. */
  imported: ImportState.optional(),
  /** Absent in data sets made before there was one. */
  quality: QualityAccount.optional(),
  exporters: z.array(z.object({ name: z.string(), version: z.number().int() })),
  /** Trajectories that came in. A format has as many rows, less its quarantine, where each of its rows is one. */
  rows: z.number().int(),
  formats: z.array(FormatAccount).optional(),
  /** How tasks were dealt to splits; absent when all rows are for training. */
  split: DataSplit.optional(),
  /** What the rows are made of. Absent in data sets made before it was counted. */
  composition: CompositionAccount.optional(),
  files: z.array(ManifestFile),
  /** Digest over the files' digests. */
  digest: z.string(),
  /** Charts and `croissant.json`: made from all of the above, so no part of the digest. */
  extras: z.array(ManifestFile.pick({ path: true, bytes: true, digest: true })).optional(),
});
export type Manifest = z.infer<typeof Manifest>;
