/** How the trajectories of a build are judged beyond the checks: by a model, against one another, against benchmarks. */
import * as z from 'zod';

export const JUDGE_HEADS = [
  'instruction_following',
  'failure_analysis',
  'trace_anomalies',
  'tool_design',
] as const;
export type JudgeHead = (typeof JUDGE_HEADS)[number];

const ModelName = z
  .string()
  .max(200)
  .regex(/^[^,]+$/, 'a name without commas');

export const JudgeSpec = z
  .strictObject({
    heads: z
      .array(z.enum(JUDGE_HEADS))
      .min(1)
      .max(JUDGE_HEADS.length)
      .default([...JUDGE_HEADS])
      .describe('The questions that are asked of each trajectory.'),
    model: ModelName.optional().describe("A model of the judge's server. Default: the operator's."),
    council: z
      .array(z.strictObject({ model: ModelName }))
      .min(2)
      .max(7)
      .optional()
      .describe('Models that judge side by side, in the place of one. More than half of them decide.'),
    onVerdict: z
      .enum(['flag', 'gate'])
      .default('flag')
      .describe('`gate` drops on a major finding, and needs models that were measured and reach the bar.'),
    sampleShare: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe('Share of the trajectories that are read, drawn by the seed.'),
    maxBatches: z
      .number()
      .int()
      .min(1)
      .max(64)
      .default(16)
      .describe('Batches of messages that a head reads; of a longer trajectory the first and the last ones.'),
    concurrency: z.number().int().min(1).max(128).default(8).describe('Model calls at the same time.'),
  })
  .refine(({ model, council }) => model === undefined || council === undefined, {
    message: 'give a model or a council',
  });
export type JudgeSpec = z.output<typeof JudgeSpec>;

export const NearDuplicatesSpec = z.strictObject({
  threshold: z.number().min(0.5).max(1).default(0.8).describe('Jaccard index of 3-grams of words.'),
  onDuplicate: z
    .enum(['flag', 'drop', 'off'])
    .default('flag')
    .describe('What becomes of all but the first. Samples of one query are never compared.'),
});
export type NearDuplicatesSpec = z.output<typeof NearDuplicatesSpec>;

export const EmbeddingDuplicatesSpec = z.strictObject({
  threshold: z.number().min(0.5).max(1).default(0.95).describe('Cosine; what it means depends on the model.'),
  onDuplicate: z.enum(['flag', 'drop']).default('flag'),
});
export type EmbeddingDuplicatesSpec = z.output<typeof EmbeddingDuplicatesSpec>;

export const BENCHMARK_FORMATS = ['text', 'jsonl', 'csv'] as const;
export type BenchmarkFormat = (typeof BENCHMARK_FORMATS)[number];

/** Characters of a benchmark's file. */
export const MAX_BENCHMARK_CHARS = 32 * 1024 * 1024;

export const Benchmark = z
  .strictObject({
    name: z.string().min(1).max(100).describe('As it appears in verdicts.'),
    format: z
      .enum(BENCHMARK_FORMATS)
      .optional()
      .describe("Default: what the end of the file's name says, else `text`."),
    lines: z.array(z.string().max(20_000)).min(1).max(5000).optional(),
    file: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('In a build file: a path, relative to it. `nex build` sends the file and names its digest.'),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hexadecimal digits')
      .optional()
      .describe('Of a file that was sent to `POST /v1/benchmark-files`.'),
  })
  .refine(
    ({ lines, file, digest }) => [lines, file, digest].filter((one) => one !== undefined).length === 1,
    { message: 'give one of lines, file and digest' },
  );
export type Benchmark = z.output<typeof Benchmark>;

export const DecontaminationSpec = z.strictObject({
  benchmarks: z.array(Benchmark).min(1).max(50),
  gram: z.number().int().min(5).max(50).default(13).describe('Words in a row that count as shared.'),
  minLineWords: z
    .number()
    .int()
    .min(3)
    .max(50)
    .default(5)
    .describe('From so many words on, a shorter line that is there as a whole counts.'),
  onOverlap: z.enum(['drop', 'flag']).default('drop'),
});
export type DecontaminationSpec = z.output<typeof DecontaminationSpec>;

export const QualitySpec = z.strictObject({
  judge: JudgeSpec.optional().describe('Default: no judge.'),
  nearDuplicates: NearDuplicatesSpec.optional().describe('Default: flagged from 0.8 on.'),
  embeddingDuplicates: EmbeddingDuplicatesSpec.optional().describe(
    'Duplicates by meaning. Default: not looked for. Needs an embedding model of the operator.',
  ),
  decontamination: DecontaminationSpec.optional().describe('Default: no benchmarks.'),
});
export type QualitySpec = z.output<typeof QualitySpec>;

/** A benchmark's file as the pipeline keeps it: once, whoever sends it. */
export const SendBenchmarkFile = z.strictObject({
  format: z.enum(BENCHMARK_FORMATS).default('text'),
  text: z.string().min(1).max(MAX_BENCHMARK_CHARS),
});
export type SendBenchmarkFile = z.input<typeof SendBenchmarkFile>;

export const BenchmarkFile = z.object({
  digest: z.string(),
  format: z.enum(BENCHMARK_FORMATS),
  bytes: z.number().int(),
  lines: z.number().int(),
  words: z.number().int(),
});
export type BenchmarkFile = z.infer<typeof BenchmarkFile>;
