/** How the queries of a build are made: the part of a build's specification that synthesis reads. */
import * as z from 'zod';

const Probability = z.number().min(0).max(1);

/**
 * What is left out has its default. Judging and rewriting by the model is on by default where a real model writes the
 * queries, and off with the rule-based offline model, whose judgement says nothing.
 */
export const SynthesisSpec = z.strictObject({
  sampling: z
    .enum(['inverse-frequency', 'stratified'])
    .default('inverse-frequency')
    .describe(
      'How leaves of the problem-type tree are drawn: with the weight (count + 1)^-1.5, or least count first.',
    ),
  problemTypeExpandProb: Probability.optional().describe(
    'How likely a query slot grows the tree by one leaf; 0: never. Default 0.1, with the offline model 0.',
  ),
  rewritePersonaProb: Probability.optional().describe(
    'How likely a persona is judged against its problem type and rewritten when it does not suit. Default 1, with the offline model 0.',
  ),
  websearchProb: Probability.default(0).describe('How likely a query is grounded in pages of the web.'),
  websearchMaxResults: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(5)
    .describe('Results that a query is grounded in; the first three are read as pages.'),
  websearchTool: z
    .strictObject({
      server: z.string().min(1).max(100).describe('Name of a server of the catalogue.'),
      tool: z.string().min(1).max(200).describe('Name of its tool, also of a hidden one.'),
      arguments: z
        .record(z.string(), z.json())
        .optional()
        .describe('Goes along with each search, such as a country.'),
    })
    .optional()
    .describe('The tool that searches. Default: the search engine of the platform.'),
  urlProb: Probability.default(0).describe('How likely the addresses in a query are checked and repaired.'),
  fileProb: Probability.default(0).describe('How likely small files are made for a query.'),
  fuzzifyProb: Probability.default(0).describe(
    'How likely a query is said more vaguely; the original is kept.',
  ),
  includeFrameworkDescription: z.boolean().default(true),
  drafts: z
    .enum(['one-level', 'three-levels'])
    .default('one-level')
    .describe(
      'Ask for the wanted difficulty, or for all three in one answer, of which the wanted one is taken.',
    ),
  review: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe(
      'Whether the model judges each query: answerable, realistic, verifiable, stable. `auto`: unless it is the offline model.',
    ),
  attempts: z.number().int().min(1).max(10).default(4).describe('Drafts of a slot before it is given up.'),
  replacementShare: z
    .number()
    .min(0)
    .max(5)
    .default(0.5)
    .describe(
      'Slots that may replace given-up ones, as a share of the queries asked for; rounded up to a whole number.',
    ),
  onShortfall: z
    .enum(['fail', 'continue'])
    .default('fail')
    .describe('What a build does with fewer queries than asked for.'),
  saturation: z
    .strictObject({
      window: z.number().int().min(1).max(100_000).default(200).describe('Drafts that are looked at.'),
      minNewShare: Probability.default(0.2).describe(
        'Mean share of what a draft says that no accepted query before it said.',
      ),
    })
    .optional()
    .describe(
      'Stop when the last drafts add less than this, and go on with the queries that are there. Default: never.',
    ),
});
export type SynthesisSpec = z.output<typeof SynthesisSpec>;
