/**
 * From framework directories of the reference's form to a data set in every format. The directories have the kinds of
 * defects that shipped ones have. `NEX_REFERENCE_FRAMEWORKS` names a folder of further ones.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadDataSet, readFrameworkFiles } from '@nex/cli';
import { type BundleFile, type CreateBuild, EXPORTER_NAMES, Manifest, MODEL_EXPORTER_NAMES } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { recountDataSet } from '@nex/dataset';
import { byteTokenizer, startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  FLAWED_GRAPH,
  FLAWED_STAGES,
} from '../../packages/framework/src/fixtures/flawed-reference.fixture.ts';
import { makeBuild, readyFramework, UNTRIED } from './support/story.ts';

const QUERIES = 8;
const TOKENIZER = byteTokenizer();
const TEMPLATE = {
  source: `{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ m.tool_calls | tojson if m.tool_calls }}
{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}`,
};
const FORMATS: CreateBuild['formats'] = [
  ...EXPORTER_NAMES.map((exporter) => ({ exporter })),
  { exporter: 'chat-template', template: TEMPLATE },
  { exporter: 'tokens', template: TEMPLATE, tokenizer: digestText(TOKENIZER) },
];

const further = process.env['NEX_REFERENCE_FRAMEWORKS'];
const sources: [string, BundleFile[]][] = [
  ['a graph with an agent that nothing reaches', FLAWED_GRAPH],
  ['stages', FLAWED_STAGES],
];
if (further !== undefined) {
  const entries = await readdir(further, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    sources.push([name, await readFrameworkFiles(join(further, name))]);
  }
}

let platform: TestStack;

beforeAll(async () => {
  platform = await startTestStack();
}, 120_000);
afterAll(() => platform?.[Symbol.asyncDispose]());

test.each(sources)('%s: mended, built from, exported as everything', async (_name, files) => {
  const { client } = platform;
  const { id } = await client.frameworks.create({ from: { files }, ...UNTRIED });
  const framework = await readyFramework(client, id);
  await client.builds.putTokenizer(digestText(TOKENIZER), new TextEncoder().encode(TOKENIZER));
  const build = await makeBuild(client, {
    frameworkId: framework.id,
    queries: QUERIES,
    formats: FORMATS,
    split: { train: 0.75, test: 0.25 },
  });
  const { kept, dropped, queries } = build.funnel;
  expect(queries.accepted).toBe(QUERIES);
  expect(kept + dropped).toBe(QUERIES);
  expect(kept).toBeGreaterThan(0);
  const folder = await mkdtemp(join(tmpdir(), 'nex-reference-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await downloadDataSet(client, build.id, folder);
  expect(await recountDataSet(folder)).toEqual([]);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const accounts = manifest.formats ?? [];
  expect(accounts.map(({ exporter }) => exporter)).toEqual([...EXPORTER_NAMES, ...MODEL_EXPORTER_NAMES]);
  for (const { name, rows, quarantined } of accounts) {
    expect({ name, rows, quarantined }).toEqual({ name, rows: kept, quarantined: {} });
  }
});
