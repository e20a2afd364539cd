/** A batch: many sentences at once, each to a framework, and how the frameworks that came are spread. */
import * as z from 'zod';
import { CreateFramework, FrameworkBudget } from './framework-request.ts';
import { Usage } from './usage.ts';

/** What a request may pin beside its sentence. What is absent stays open, so that defaults can be laid below it. */
export type FrameworkPins = Partial<Omit<z.input<typeof CreateFramework>, 'sentence' | 'from'>>;

const { sentence: _sentence, from: _from, ...PINNED } = CreateFramework.shape;
const Sentence = z.string().describe('What the agents shall do, in any language.');
const OPEN = Object.fromEntries(
  Object.entries(PINNED).map(([key, field]): [string, z.ZodType] => {
    const inner: unknown =
      field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() : field;
    const open = (inner as z.ZodType).optional();
    return [key, field.description === undefined ? open : open.describe(field.description)];
  }),
);
const FrameworkPinsShape = z.strictObject(OPEN) as unknown as z.ZodType<FrameworkPins, FrameworkPins>;
const BatchSentence = z.strictObject({ sentence: Sentence, ...OPEN }) as unknown as z.ZodType<
  FrameworkPins & { sentence: string },
  FrameworkPins & { sentence: string }
>;

const Text = z.string().trim().min(2).max(2000);

/** Sentences that the model writes: one for each pair of a scenario and a set of tool domains. */
export const MakeSentences = z.strictObject({
  count: z.number().int().min(1).max(2000).describe('How many sentences.'),
  scenarios: z.array(Text).max(2000).default([]).describe('Situations in which agents are to help.'),
  domains: z
    .array(Text)
    .max(2000)
    .default([])
    .describe('Fields of life or trade; the model thinks of the situation itself.'),
  toolSets: z
    .array(z.array(z.string().min(1).max(100)).min(1).max(8))
    .min(1)
    .max(2000)
    .optional()
    .describe(
      'Sets of tool domains of the catalogue. Default: drawn so that every domain comes equally often.',
    ),
  domainsPerSet: z.number().int().min(1).max(8).default(2).describe('Size of the sets that are drawn.'),
  languages: z
    .array(z.enum(['en', 'zh']))
    .min(1)
    .max(2)
    .default(['en'])
    .describe('The sentences take turns.'),
  pinTools: z
    .boolean()
    .default(false)
    .describe('Whether each framework may only use servers of the domains that its sentence was made for.'),
});
export type MakeSentences = z.infer<typeof MakeSentences>;

export const CreateFrameworkBatch = z
  .strictObject({
    name: z.string().min(1).max(100).optional(),
    sentences: z.array(BatchSentence).min(1).max(2000).optional(),
    make: MakeSentences.optional(),
    defaults: FrameworkPinsShape.prefault({}).describe('Of every framework that does not say otherwise.'),
    concurrency: z.number().int().min(1).max(512).default(64).describe('Frameworks under way at once.'),
    maxSimilarity: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe('A framework that is at least so alike to an accepted one is rejected as its clone.'),
    budget: FrameworkBudget.prefault({}).describe(
      'Of the batch as a whole, its sentences included. When it is used up no framework is begun any more; those under way end.',
    ),
    compareWith: z
      .enum(['batch', 'earlier_batches'])
      .default('batch')
      .describe('Whether accepted frameworks of batches that were made before count, too.'),
    seed: z.number().int().min(0).max(4_294_967_295).default(7),
  })
  .refine((body) => (body.sentences === undefined) !== (body.make === undefined), {
    message: 'give either sentences or make',
  })
  .refine(({ make }) => make === undefined || make.scenarios.length + make.domains.length > 0, {
    path: ['make'],
    message: 'give scenarios or domains',
  });
export type CreateFrameworkBatch = z.infer<typeof CreateFrameworkBatch>;

export const BATCH_STATES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
/** waiting: not begun. ready: made, and to be compared when all before it have ended. The last four are final. */
export const BATCH_MEMBER_STATES = [
  'waiting',
  'generating',
  'ready',
  'accepted',
  'clone_of',
  'failed',
  'cancelled',
] as const;
export type BatchMemberState = (typeof BATCH_MEMBER_STATES)[number];

/** A place in the grid; `key` is all of it as one text: `5-8|d2|hub_and_spoke|files+maths`. */
export const BatchGridCell = z.object({
  nodeBand: z.string(),
  depth: z.number().int(),
  pattern: z.string(),
  domains: z.array(z.string()),
  key: z.string(),
  count: z.number().int(),
});
export type BatchGridCell = z.infer<typeof BatchGridCell>;

export const BatchGrid = z.object({
  cells: z.array(BatchGridCell).describe('Where accepted frameworks are, the fullest first.'),
  space: z
    .number()
    .int()
    .describe('Places that were asked for: shape (nodes × depth × pattern) × tool domain.'),
  covered: z.number().int().describe('Those of them that an accepted framework is at.'),
  empty: z
    .array(
      z.object({
        nodeBand: z.string(),
        depth: z.number().int(),
        pattern: z.string(),
        domains: z.array(z.string()),
      }),
    )
    .describe('The others: for each shape the domains in which no accepted framework has it.'),
});
export type BatchGrid = z.infer<typeof BatchGrid>;

const BatchFailure = z.object({
  code: z.string(),
  message: z.string(),
  where: z.string().optional(),
  hint: z.string().optional(),
});

export const FrameworkBatch = z.object({
  id: z.string(),
  name: z.string().optional(),
  state: z.enum(BATCH_STATES),
  /** Frameworks that were asked for. */
  asked: z.number().int(),
  counts: z.record(z.enum(BATCH_MEMBER_STATES), z.number().int()),
  usage: z.object({ sentences: Usage, frameworks: Usage }),
  /** What was asked for; the sentences are with the members. */
  request: z.record(z.string(), z.json()),
  /** Absent in lists. */
  grid: BatchGrid.optional(),
  failure: BatchFailure.optional(),
  traceId: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
});
export type FrameworkBatch = z.infer<typeof FrameworkBatch>;

export const FrameworkBatchMember = z.object({
  /** From 0, in the order of the request. */
  index: z.number().int(),
  state: z.enum(BATCH_MEMBER_STATES),
  /** Absent until it is written. */
  sentence: z.string().optional(),
  /** Of a sentence that was made. */
  scenario: z.string().optional(),
  toolDomains: z.array(z.string()).optional(),
  frameworkId: z.string().optional(),
  cell: BatchGridCell.omit({ count: true }).optional(),
  /** Id of the accepted framework that it is a clone of. */
  cloneOf: z.string().optional(),
  /** To the most alike accepted framework, of a clone. `exact` false: bounds from below. */
  similarity: z
    .object({ similarity: z.number(), graph: z.number(), prompts: z.number(), exact: z.boolean() })
    .optional(),
  usage: Usage.optional(),
  failure: BatchFailure.optional(),
});
export type FrameworkBatchMember = z.infer<typeof FrameworkBatchMember>;
