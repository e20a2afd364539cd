/** From any row, or any dropped trajectory, to everything that it came of, in one call. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Build, type CreateBuild, RowLineage } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { OpenAiChatRow } from '@nex/dataset';
import { VERIFIERS } from '@nex/quality';
import { expect, test } from 'vitest';
import { FRAMEWORK_ID, frameworkFiles, SENTENCE } from './support/framework.ts';
import { call, create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

async function rowsOf({ dataDirectory }: Surroundings, { id }: Build): Promise<OpenAiChatRow[]> {
  const text = await readFile(join(dataDirectory, 'datasets', id, 'data/train-00000.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => OpenAiChatRow.parse(JSON.parse(line)));
}

async function lineageOf(url: string, id: string, row: string): Promise<RowLineage> {
  const path = `/v1/data-sets/${id}/rows/${encodeURIComponent(row)}/lineage`;
  const { status, body } = await call(url, 'GET', path);
  expect(status).toBe(200);
  return RowLineage.parse(body);
}

test('a row leads to sentence, framework, query with its model calls, run, tools and verdicts', async () => {
  await using around = await setUp();
  around.model.others['persona_fit'] = () => ({ suitable: false, persona: 'A beekeeper.' });
  around.model.others['fuzzy_query'] = ({ query }) => ({
    analysis: '',
    fuzzy_query: `${String(query)} Or so.`,
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 4,
    synthesis: { rewritePersonaProb: 1, fuzzifyProb: 1 },
  });
  const build = await finish(pipeline.httpUrl, id);
  const [row] = await rowsOf(around, build);
  const found = await lineageOf(pipeline.httpUrl, id, row?.id ?? '');
  expect(await lineageOf(pipeline.httpUrl, build.dataSet?.id ?? '', `${row?.id}/run_other/leaf-0`)).toEqual(
    found,
  );
  expect(found).toMatchObject({
    rowId: row?.id,
    dataSet: { id: build.dataSet?.id, versions: [{ version: 1, kept: true, reason: '', decidedBy: '' }] },
    sentence: SENTENCE,
    build: { id, seed: 7, traceId: build.traceId },
    framework: { id: FRAMEWORK_ID, digest: build.frameworkDigest },
    query: {
      id: row?.lineage.query_id,
      text: row?.query,
      persona: 'A beekeeper.',
      seedPersona: expect.stringMatching(/^Gardener number/),
      problemType: { labels: row?.problem_type, treeVersion: 0 },
      difficulty: { asked: row?.difficulty, measured: null },
      task: null,
    },
    run: {
      id: row?.lineage.run_id,
      seed: row?.lineage.seed,
      state: 'completed',
      traceId: row?.lineage.trace_id,
    },
    selection: { kept: true, reason: '', decidedBy: '' },
    reward: null,
    redaction: null,
  });
  expect(found.query.text).toBe(`${found.query.originalText} Or so.`);
  expect(found.framework.files).toEqual(
    frameworkFiles()
      .map(({ path, content }) => ({ path, digest: digestText(content) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
  expect(found.calls.map(({ question, model }) => [question, model])).toEqual(
    ['persona_fit', 'query', 'fuzzy_query'].map((question) => [question, 'nex-offline-1']),
  );
  for (const { promptVersion, promptDigest } of found.calls) {
    expect(promptVersion).toBeGreaterThan(0);
    expect(promptDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
  }
  expect(found.enhancers.map(({ name, applied, change }) => [name, applied, Object.keys(change)])).toEqual([
    ['fuzzify', true, ['text', 'originalText']],
    ['rewrite-persona', true, ['persona']],
  ]);
  expect(found.trajectory).toMatchObject({
    digest: row?.id,
    provenance: { model: 'nex-offline-1', seed: row?.lineage.seed },
    agents: [{ agent: 'garden_lead', promptDigest: digestText('You plan gardens.'), tools: 1 }],
    toolSnapshots: [{ server: 'diary', digest: 'sha256:0' }],
  });
  expect(found.verdicts.map(({ check, version }) => `${check}@${version}`)).toEqual(row?.lineage.checks);
  expect(found.verdicts.every(({ current, verdict }) => current && verdict === 'keep')).toBe(true);
});

test('a dropped trajectory by its run: the verdict with its evidence, and what decided', async () => {
  await using around = await setUp({ fails: (order) => order === 1 });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 3 });
  await finish(pipeline.httpUrl, id);
  const failed = [...around.runtime.runs.values()][1];
  const found = await lineageOf(pipeline.httpUrl, id, failed?.id ?? '');
  expect(found).toMatchObject({
    run: { id: failed?.id, state: 'failed' },
    selection: { kept: false, reason: 'run_budget', decidedBy: 'run_budget' },
    dataSet: { versions: [{ version: 1, kept: false, decidedBy: 'run_budget' }] },
  });
  const drop = found.verdicts.find(({ verdict }) => verdict === 'drop');
  expect(drop?.evidence[0]).toMatchObject({ runId: failed?.id });

  for (const path of [`${id}/rows/sha256:none/lineage`, `ds_none/rows/${failed?.id}/lineage`]) {
    const missing = await call(pipeline.httpUrl, 'GET', `/v1/data-sets/${path}`);
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
});

test('rows of tasks carry reward and measured difficulty; the redacted stays out of the lineage', async () => {
  await using around = await setUp({ answer: ({ order }) => `Answer ${order}: take 12 bulbs.` });
  await using pipeline = await startOn(around);
  const spec: Partial<CreateBuild> = {
    samples: 2,
    tasks: [
      {
        query: 'How many bulbs? Write to rosa@example.com.',
        verifiers: [{ kind: 'answer_values', values: [{ number: 12 }] }],
        group: 'bulbs',
      },
    ],
    redaction: { id: 'mail', version: 1, rules: [{ kind: 'email' }] },
  };
  const { id } = await create(pipeline.httpUrl, { ...spec, queries: undefined });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.failure).toBeUndefined();
  const [row] = await rowsOf(around, build);
  expect(row?.lineage).toMatchObject({
    reward: 1,
    measured: { difficulty: 'easy', pass_rate: 1, high: 1, samples: 2 },
  });
  const found = await lineageOf(pipeline.httpUrl, id, row?.id ?? '');
  expect(found).toMatchObject({
    reward: 1,
    query: {
      text: 'How many bulbs? Write to [email_1].',
      difficulty: { asked: 'medium', measured: { passRate: 1, samples: 2 } },
      task: { index: 0, group: 'bulbs' },
    },
    verifications: [
      { kind: 'answer_values', version: VERIFIERS.answer_values.version, current: true, passed: true },
    ],
    redaction: { policyId: 'mail', policyVersion: 1 },
  });
  expect(found.verifications[0]?.evidence.length).toBeGreaterThan(0);
  expect(found.redaction?.entries.length).toBeGreaterThan(0);
  expect(JSON.stringify(found)).not.toContain('rosa@');
});
