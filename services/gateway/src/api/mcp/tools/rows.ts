/** search_rows, get_row and get_row_lineage. */
import { DataSetRow, page, RowFacets, RowFilter } from '@nex/core';
import * as z from 'zod';
import { bounded, defineTool, PAGE, READS } from '../tool.ts';
import { DataSetId, Version } from './data-sets.ts';

const filter = RowFilter.shape;
const RowId = z
  .string()
  .min(1)
  .max(200)
  .describe('Id of a row, or of the run of any trajectory of the build.');

export const searchRows = defineTool({
  name: 'search_rows',
  title: 'Search the rows of a data set',
  description:
    'Finds rows of a data set by words of their conversations and by what they are of, in order of query and sample; ' +
    'without anything it lists them all. Dropped trajectories are found too, with the reason. with_facets adds how many ' +
    'were found of each kind. nextCursor of one page is the cursor of the next.',
  input: z.strictObject({
    id: DataSetId,
    version: Version,
    text: filter.q,
    kept: z.boolean().optional().describe('Only kept, or only dropped trajectories.'),
    reason: filter.reason,
    flag: filter.flag,
    difficulty: filter.difficulty,
    language: filter.language,
    problem_type: filter.problemType,
    persona: filter.persona,
    with_facets: z.boolean().default(false),
    ...PAGE,
  }),
  output: page(DataSetRow).extend({ facets: RowFacets.optional() }),
  hints: READS,
  async run(input, { context: { client }, signal }) {
    const { id, text, kept, problem_type, with_facets: withFacets, limit, cursor, ...same } = input;
    const asked = Object.entries({
      ...same,
      q: text,
      problemType: problem_type,
      kept: kept === undefined ? undefined : String(kept),
    }).filter(([, value]) => value !== undefined);
    const of = Object.fromEntries(asked);
    const [found, facets] = await Promise.all([
      client.dataSets.rows(id, { ...of, limit, ...(cursor !== undefined && { cursor }), signal }),
      withFacets ? client.dataSets.facets(id, { ...of, signal }) : undefined,
    ]);
    return bounded({ ...found, ...(facets && { facets }) });
  },
});

export const getRow = defineTool({
  name: 'get_row',
  title: 'Read one row in a format',
  description:
    'Gives what one trajectory becomes in a format: messages with tools, or the text of a dialect such as hermes, ' +
    'qwen3-coder or llama3, with what the format cannot hold. A trajectory may become several rows, one for each agent. ' +
    'Very long texts are cut.',
  input: z.strictObject({
    id: DataSetId,
    row_id: RowId,
    format: z
      .string()
      .min(1)
      .max(100)
      .default('openai-chat')
      .describe('Exporter, or exporter:view, as in hermes or sharegpt:per-agent.'),
  }),
  output: z.object({
    format: z.string(),
    rows: z.array(
      z.object({
        id: z.string(),
        row: z.record(z.string(), z.json()).optional(),
        losses: z
          .record(z.string(), z.number().int())
          .optional()
          .describe('What the format cannot hold, by kind.'),
        refusal: z
          .object({ reason: z.string(), detail: z.string() })
          .optional()
          .describe('Why there is no row: it did not read back to what it was made from.'),
      }),
    ),
  }),
  hints: READS,
  async run({ id, row_id: rowId, format }, { context: { client }, signal }) {
    const { rows } = await client.dataSets.row(id, rowId, format, { signal });
    return bounded({ format, rows });
  },
});

export const getRowLineage = defineTool({
  name: 'get_row_lineage',
  title: 'Trace a row back',
  description:
    'Traces a row, or a dropped trajectory, back to everything that it came of: the sentence, the framework, the query ' +
    'with its persona and prompts, the run with its model, seed and tools, every verdict and the selection. Very long ' +
    'texts are cut.',
  input: z.strictObject({ id: DataSetId, row_id: RowId }),
  // In full it is larger than all other schemas together; docs/pipeline.md and the OpenAPI document have it.
  output: z.looseObject({
    rowId: z.string(),
    sentence: z.string(),
    build: z.looseObject({}),
    query: z.looseObject({ text: z.string() }),
    run: z.looseObject({}),
    verdicts: z.array(z.looseObject({})),
  }),
  hints: READS,
  run: async ({ id, row_id: rowId }, { context: { client }, signal }) =>
    bounded(await client.dataSets.lineage(id, rowId, { signal })),
});
