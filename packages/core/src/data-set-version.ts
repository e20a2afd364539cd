/** A data set over time: immutable versions, and what is different between two of them. */
import * as z from 'zod';
import { Time } from './api.ts';
import { DataSplit, ExportFormat, RequestedFormat } from './export-format.ts';

/** Why a version was made: the build ended, its trajectories were judged again, it was written otherwise, or a person decided. */
export const VERSION_REASONS = ['build', 'rescore', 're-export', 'review'] as const;
export type VersionReason = (typeof VERSION_REASONS)[number];

/** How the rows of a version are written. What is absent is as in the version before it. */
export const ExportRequest = z.strictObject({
  formats: z.array(RequestedFormat).min(1).max(32).optional(),
  /** `null`: no splits; all rows are for training. */
  split: DataSplit.nullable().optional(),
});
export type ExportRequest = z.input<typeof ExportRequest>;

export const DataSetVersion = z.object({
  version: z.number().int().positive(),
  /** The version that it was made from; `null` for the first. */
  parent: z.number().int().nullable(),
  reason: z.enum(VERSION_REASONS),
  rows: z.number().int(),
  /** Digest over its files. */
  digest: z.string(),
  /** Digest over the ids of its rows in their order, the same for the same conversations. */
  rowsDigest: z.string(),
  /** Folders of its formats. */
  formats: z.array(z.string()),
  /** Checks that its rows were selected by, as `name@version`. */
  checks: z.array(z.string()),
  createdAt: Time,
});
export type DataSetVersion = z.infer<typeof DataSetVersion>;

export const DataSet = z.object({
  id: z.string(),
  buildId: z.string(),
  name: z.string(),
  sentence: z.string(),
  frameworkDigest: z.string(),
  /** The newest one. */
  version: DataSetVersion,
  createdAt: Time,
});
export type DataSet = z.infer<typeof DataSet>;

export const ROW_CHANGES = ['added', 'removed', 'changed'] as const;
export type RowChange = (typeof ROW_CHANGES)[number];

const ChangeCount = z.object({
  total: z.number().int(),
  /** What the rows came, went or changed by → rows. */
  reasons: z.record(z.string(), z.number().int()),
});

/** What became of the rows from one version to another. `reason` is what decided: `loop@2`, `duplicate`, `calls@1`. */
export const DataSetDiff = z.object({
  dataSetId: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  added: ChangeCount,
  removed: ChangeCount,
  changed: ChangeCount,
  unchanged: z.number().int(),
  formats: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  checks: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  /** A page of them, in order of query and sample. */
  items: z.array(
    z.object({
      change: z.enum(ROW_CHANGES),
      reason: z.string(),
      rowId: z.string(),
      runId: z.string(),
      queryId: z.string(),
      sampleIndex: z.number().int(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type DataSetDiff = z.infer<typeof DataSetDiff>;

/** One trajectory of a data set, kept or not. */
export const DataSetRow = z.object({
  /** Empty when the run has no trajectory. */
  rowId: z.string(),
  runId: z.string(),
  queryId: z.string(),
  sampleIndex: z.number().int(),
  kept: z.boolean(),
  /** First reason against it; empty when it is kept. */
  reason: z.string(),
  decidedBy: z.string(),
  /** Absent where a policy redacts: the query's own row is not redacted. */
  query: z.string().optional(),
  difficulty: z.string().optional(),
  language: z.string().optional(),
  /** Labels from the root of the problem-type tree. */
  problemType: z.array(z.string()).optional(),
  /** Lowest reward of the query's verifiers; absent without one. */
  reward: z.number().optional(),
  /** Checks and judges that flag it, as `name@version`. */
  flags: z.array(z.string()).optional(),
});
export type DataSetRow = z.infer<typeof DataSetRow>;

/** What one trajectory becomes in a format. */
export const RenderedRow = z.object({
  format: ExportFormat,
  rows: z.array(
    z.union([
      z.object({
        id: z.string(),
        row: z.record(z.string(), z.json()),
        /** What the format cannot hold of it, by kind. */
        losses: z.record(z.string(), z.number().int()),
      }),
      z.object({
        id: z.string(),
        /** Why there is no row: it did not read back to what it was made from. */
        refusal: z.object({ reason: z.string(), detail: z.string() }),
      }),
    ]),
  ),
});
export type RenderedRow = z.infer<typeof RenderedRow>;

/** What judges anew of a finished build's trajectories. */
export const Rescore = z.object({
  buildId: z.string(),
  /** True when it was only asked for. */
  dryRun: z.boolean(),
  /** Checks whose version has not judged all trajectories, with how many it has still to judge. */
  checks: z.array(z.object({ name: z.string(), version: z.number().int(), trajectories: z.number().int() })),
  /** The same of verifiers and the rewards that they have still to give. */
  verifiers: z.array(z.object({ kind: z.string(), version: z.number().int(), runs: z.number().int() })),
  /** False when there is nothing to do: no new version of the data set will come. */
  started: z.boolean(),
});
export type Rescore = z.infer<typeof Rescore>;
