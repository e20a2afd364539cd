/** What is needed to make a data set again, and how near the second one came. */
import * as z from 'zod';

/** Stages with an outcome that can be compared, in their order. */
export const RECIPE_STAGES = ['synthesize-queries', 'run-agents', 'collect', 'filter', 'export'] as const;
export const RecipeStage = z.enum(RECIPE_STAGES);

/** Part of a manifest. Holds no ids that another build would not have, so that equal builds have equal recipes. */
export const Recipe = z.object({
  /** The body of `POST /v1/builds` with every default filled in; benchmarks and tokenizers by digest. */
  request: z.record(z.string(), z.json()),
  /** Parts of the request that the redaction policy keeps out of files. */
  withheld: z.array(z.literal('tasks')),
  /** Prompts of synthesis that were used, as `name@version`. */
  prompts: z.array(z.string()),
  /** What the runs were answered from, when it was a cassette. */
  cassette: z.object({ name: z.string(), mode: z.string() }).optional(),
  /**
   * Digests over what each stage came to: texts of the accepted queries, ends of the runs, conversations, what was kept and
   * why, ids of the rows; each in the order of query and sample.
   */
  outcomes: z.record(RecipeStage, z.string()),
});
export type Recipe = z.infer<typeof Recipe>;

export const RegenerateOptions = z.strictObject({
  /** Goes on when the framework has other files by now; the difference is told. */
  allowChanged: z.boolean().default(false),
});

const Compared = z.object({ expected: z.string(), found: z.string().nullable(), equal: z.boolean() });

/** `pending` until the new build has ended. */
export const Regeneration = z.object({
  /** The new build. */
  buildId: z.string(),
  /** The build and the version of its data set that it repeats, as their manifest names them. */
  of: z.object({ buildId: z.string(), version: z.number().int().optional() }),
  state: z.enum(['pending', 'equal', 'different']),
  rowsDigest: Compared,
  /** What the two were made with; only what is told apart is listed. */
  conditions: z.array(
    z.object({
      what: z.enum(['bundle', 'model', 'checks', 'prompts', 'exporters']),
      expected: z.string(),
      found: z.string(),
    }),
  ),
  stages: z.array(Compared.extend({ stage: RecipeStage })),
});
export type Regeneration = z.infer<typeof Regeneration>;
