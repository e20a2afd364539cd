/** list_data_sets and get_data_set. */
import { DataSet, Manifest, page, RowFacets } from '@nex/core';
import * as z from 'zod';
import { bounded, defineTool, PAGE, READS } from '../tool.ts';

export const DataSetId = z.string().min(1).max(100).describe('Id of a data set, ds_…, or of its build.');
export const Version = z.number().int().min(1).optional().describe('Default: the newest.');

export const listDataSets = defineTool({
  name: 'list_data_sets',
  title: 'List data sets',
  description: 'Lists data sets, newest first. nextCursor of one page is the cursor of the next.',
  input: z.strictObject({
    digest: z.string().max(100).optional().describe('Only of the framework with this digest.'),
    ...PAGE,
  }),
  output: page(DataSet),
  hints: READS,
  run: ({ digest, limit, cursor }, { context: { client }, signal }) =>
    client.dataSets.list({
      limit,
      ...(digest !== undefined && { frameworkDigest: digest }),
      ...(cursor !== undefined && { cursor }),
      signal,
    }),
});

const manifest = Manifest.shape;

export const getDataSet = defineTool({
  name: 'get_data_set',
  title: 'Read about a data set',
  description:
    'Says what a data set is: the sentence that it came of, rows, model, checks, files with their formats, how its rows ' +
    'are spread over difficulties, languages and kinds of problem, and why others were dropped. with_card adds its ' +
    'card, the README that lies beside the files.',
  input: z.strictObject({
    id: DataSetId,
    version: Version,
    with_card: z.boolean().default(false),
  }),
  output: DataSet.extend({
    manifest: z.object({
      model: manifest.model,
      spec: manifest.spec,
      funnel: manifest.funnel,
      checks: manifest.checks,
      rows: manifest.rows,
      files: manifest.files,
      digest: manifest.digest,
    }),
    facets: RowFacets.describe('How many trajectories there are of each kind, the dropped ones too.'),
    card: z.string().optional(),
  }),
  hints: READS,
  async run({ id, version: asked, with_card: withCard }, { context: { client }, signal }) {
    const found = await client.dataSets.get(id, { signal });
    const version = asked ?? found.version.version;
    const [whole, facets, card] = await Promise.all([
      client.dataSets.manifest(id, version, { signal }),
      client.dataSets.facets(id, { version, signal }),
      withCard ? client.builds.file(found.buildId, 'README.md', { version, signal }) : undefined,
    ]);
    const text = card && (await new Response(card).text());
    return bounded({ ...found, manifest: whole, facets, ...(text !== undefined && { card: text }) });
  },
});
