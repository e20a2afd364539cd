/** What was found in a trajectory of a build, and what became of it, for whoever has to defend a row. */
import * as z from 'zod';
import { FailureShape, PageQuery } from './api.ts';
import { Usage } from './usage.ts';
import { Verdict } from './verdict.ts';
import { Verification } from './verifier.ts';

export const DUPLICATE_KINDS = ['exact', 'near', 'embedding'] as const;
export const DuplicateKind = z.enum(DUPLICATE_KINDS);
export type DuplicateKind = z.infer<typeof DuplicateKind>;

/** A place in a cluster of duplicates. */
export const DuplicateTag = z.object({
  kind: DuplicateKind,
  /** Run that stands for the cluster: the first one by query and sample. */
  cluster: z.string(),
  /** True for the first of the cluster: of `exact` the run, of the others every run of its query. */
  original: z.boolean(),
  /** Run that it is most like; of the first one that was looked at, `null`. */
  nearest: z.string().nullable(),
  /** 1 for `exact`, the Jaccard index for `near`, the cosine for `embedding`. */
  similarity: z.number().nullable(),
});
export type DuplicateTag = z.infer<typeof DuplicateTag>;

/** The index of a message in a conversation before a compaction, which is none of the run's messages. */
export const EARLIER_INDEX = -2;

/** What a trajectory shares with a benchmark. */
export const ContaminationHit = z.object({
  benchmark: z.string(),
  kind: z.enum(['gram', 'line', 'tool', 'repository']),
  /** Digest of the benchmark's file, and the line in it, from 1. */
  file: z.string(),
  line: z.number().int(),
  /** The shared words, or the name. */
  span: z.string(),
  words: z.number().int(),
  runId: z.string(),
  /** -1 for a tool, which belongs to the run; `EARLIER_INDEX` for a conversation before a compaction. */
  messageIndex: z.number().int(),
});
export type ContaminationHit = z.infer<typeof ContaminationHit>;

/** What one model found under one head. */
export const JudgeVote = z.object({
  head: z.string(),
  version: z.number().int(),
  model: z.string(),
  /** `null` when the model gave no usable answer; `failure` says why. */
  verdict: Verdict.shape.verdict.nullable(),
  reason: z.string(),
  evidence: Verdict.shape.evidence,
  /** Findings whose quotation does not stand in the message. */
  discarded: z.number().int(),
  /** False when the trajectory was too long to be read whole. */
  complete: z.boolean(),
  failure: FailureShape.optional(),
  usage: Usage,
});
export type JudgeVote = z.infer<typeof JudgeVote>;

export const JudgeVerdict = Verdict.extend({
  /** The models that were asked, with commas between them. */
  model: z.string(),
  /** Share of the votes that agree with the verdict. */
  agreement: z.number(),
  votes: z.array(JudgeVote),
});
export type JudgeVerdict = z.infer<typeof JudgeVerdict>;

const Decision = z.object({
  runId: z.string(),
  buildId: z.string(),
  queryId: z.string(),
  queryIndex: z.number().int(),
  sampleIndex: z.number().int(),
  /** `null` before the build has decided. */
  kept: z.boolean().nullable(),
  /** The first reason against it; empty when it is kept, or not decided. */
  reason: z.string(),
  /** Absent where a policy redacts: the query's own row is not redacted. */
  query: z.string().optional(),
});

/** A run of a build in a list. `runId` is empty when no run came of the sample. */
export const BuildTrajectory = Decision.extend({
  /** What was found odd beside the reason. */
  flags: z.array(z.string()),
});
export type BuildTrajectory = z.infer<typeof BuildTrajectory>;

export const TrajectoryQuery = PageQuery.extend({
  reason: z.string().min(1).max(200).optional().describe('Dropped or flagged for this.'),
  verdict: Verdict.shape.verdict
    .optional()
    .describe('`keep`: kept without a flag; `flag`: kept with one; `drop`: dropped.'),
});
export type TrajectoryQuery = z.infer<typeof TrajectoryQuery>;

export const TrajectoryVerdicts = Decision.extend({
  /** Every reason against it as the rows are now, in the order in which they count. */
  against: z.array(z.object({ stage: z.string(), by: z.string(), reason: z.string() })),
  checks: z.array(Verdict),
  verifiers: z.array(Verification),
  contamination: z.array(ContaminationHit),
  judge: z.array(JudgeVerdict),
  duplicates: z.array(DuplicateTag),
});
export type TrajectoryVerdicts = z.infer<typeof TrajectoryVerdicts>;
