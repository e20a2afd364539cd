/** Judges, duplicates and benchmarks in a build, and what can be read of them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BenchmarkFile,
  BuildTrajectory,
  type CreateBuild,
  Manifest,
  OwnUse,
  page,
  TrajectoryVerdicts,
} from '@nex/core';
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { startEmbeddingServer } from './support/embedding-server.ts';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

const HEADS = ['instruction_following', 'failure_analysis', 'trace_anomalies', 'tool_design'] as const;
const CLEAN = { summary: 'Nothing so far.', findings: [] };

interface Read {
  id: string;
  role: string;
  text: string;
}

/** Finds one fault in each answer that has the words. */
function findsWhere(words: string, severity: 'major' | 'minor' = 'major') {
  return (input: Record<string, unknown>) => {
    const messages = input['messages'] as Read[];
    const at = messages.find(({ role, text }) => role === 'assistant' && text.includes(words));
    const finding = at && { kind: 'false_success', severity, message: at.id, quote: words, note: 'Not so.' };
    return { summary: 'Read.', findings: finding ? [finding] : [] };
  };
}

function judgeBy({ model }: Surroundings, failureAnalysis: (input: Record<string, unknown>) => unknown) {
  for (const head of HEADS) model.others[`judge_${head}`] = () => CLEAN;
  model.others['judge_failure_analysis'] = failureAnalysis;
}

const trajectories = async (url: string, id: string, query = '') => {
  const { body } = await call(url, 'GET', `/v1/builds/${id}/trajectories${query}`);
  return page(BuildTrajectory).parse(body);
};
const verdictsOf = async (url: string, runId: string) =>
  TrajectoryVerdicts.parse((await call(url, 'GET', `/v1/trajectories/${runId}/verdicts`)).body);

const dataSetFile = ({ dataDirectory }: Surroundings, id: string, path: string) =>
  readFile(join(dataDirectory, 'datasets', id, path), 'utf8');

const TASKS = {
  frameworkId: FRAMEWORK_ID,
  queries: undefined,
  tasks: ['beans', 'peas', 'roses', 'plums'].map((what) => ({
    query: `When do the ${what} go out? Please look into the diary of the last spring and tell me the week.`,
  })),
} satisfies CreateBuild;

/** Long enough that no two are near each other by their frame alone. */
const answer = ({ input }: { input: string }) => {
  const [, what = ''] = /the (\w+) go/.exec(input) ?? [];
  return Array.from({ length: 40 }, (_, n) => `${what} ${n} of row ${what}${n}`)
    .join(', ')
    .concat('.');
};

test('a judge that was measured gates; its calls, votes and verdicts are there to read', async () => {
  await using around = await setUp({ answer });
  judgeBy(around, findsWhere('peas 3 of row'));
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { ...TASKS, quality: { judge: { onVerdict: 'gate' } } });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.failure).toBeUndefined();
  expect(build.stages.find(({ name }) => name === 'judge')).toMatchObject({ done: 4, total: 4 });
  expect(build.funnel).toMatchObject({ kept: 3, dropReasons: { judge_false_success: 1 } });
  expect(build.usage.judging).toMatchObject({ modelCalls: 16, inputTokens: 1600 });
  const { items } = await trajectories(pipeline.httpUrl, id, '?reason=judge_false_success');
  expect(items).toMatchObject([{ queryIndex: 1, kept: false, reason: 'judge_false_success' }]);
  const found = await verdictsOf(pipeline.httpUrl, items[0]?.runId ?? '');
  expect(found.against).toEqual([
    { stage: 'judge', by: 'judge_failure_analysis', reason: 'judge_false_success' },
  ]);
  expect(found.checks.length).toBeGreaterThan(15);
  expect(found.judge.map(({ check }) => check)).toEqual(HEADS.map((head) => `judge_${head}`).sort());
  expect(found.judge.find(({ check }) => check === 'judge_failure_analysis')).toMatchObject({
    verdict: 'drop',
    model: 'nex-offline-1',
    agreement: 1,
    evidence: [{ messageIndex: 4, note: expect.stringContaining('peas 3 of row') }],
    votes: [{ verdict: 'drop', complete: true, usage: { modelCalls: 1 } }],
  });
  const { quality, usage } = Manifest.parse(JSON.parse(await dataSetFile(around, id, 'manifest.json')));
  expect(usage).toEqual(build.usage);
  expect(quality?.judge).toMatchObject({
    models: ['nex-offline-1'],
    offlineModel: true,
    trajectories: 4,
    broken: 0,
  });
  expect(quality?.judge?.heads.find(({ name }) => name === 'judge_failure_analysis')).toEqual({
    name: 'judge_failure_analysis',
    version: 1,
    gates: true,
    kept: 3,
    flagged: 0,
    dropped: 1,
  });
  expect(await dataSetFile(around, id, 'README.md')).toContain('A judge is the rule-based offline model');
});

test('without the wish to gate a judge flags, and a share of the trajectories is read', async () => {
  await using around = await setUp({ answer });
  judgeBy(around, findsWhere(' 3 of row'));
  await using pipeline = await startOn(around);
  const judge = { heads: ['failure_analysis' as const], sampleShare: 0.5 };
  const { id } = await create(pipeline.httpUrl, { ...TASKS, samples: 4, quality: { judge } });
  const build = await finish(pipeline.httpUrl, id);
  const read = around.model.asked.get('judge_failure_analysis') ?? 0;
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(16);
  expect(build.stages.find(({ name }) => name === 'judge')).toMatchObject({ done: read, total: read });
  // Samples of a query that answer the same are exact duplicates: one of each is kept.
  expect(build.funnel.dropReasons).toEqual({ duplicate: 12 });
  const flagged = await trajectories(pipeline.httpUrl, id, '?verdict=flag');
  expect(flagged.items.length).toBe(build.funnel.flagReasons?.['judge_false_success'] ?? 0);
});

test('a council decides by majority and keeps every vote; a broken judge drops nothing', async () => {
  await using around = await setUp({ answer, uses: () => ({ costUsd: 0.01 }) });
  around.environment['MODEL_PRICES'] = '{"*": {"inputPerMillionUsd": 1000, "outputPerMillionUsd": 4000}}';
  judgeBy(around, findsWhere(' 3 of row'));
  around.model.byModel['strict'] = findsWhere(' 3 of row');
  around.model.byModel['mild'] = () => CLEAN;
  around.model.byModel['broken'] = () => 'no assessment';
  await using pipeline = await startOn(around);
  const judge = (...names: string[]) => ({
    heads: ['failure_analysis' as const],
    council: names.map((model) => ({ model })),
  });
  const { id } = await create(pipeline.httpUrl, {
    ...TASKS,
    quality: { judge: judge('strict', 'mild', 'nex-offline-1') },
    budget: { costUsd: 100 },
  });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.funnel).toMatchObject({ kept: 4, flagReasons: { judge_false_success: 4 } });
  // Money of the council is counted as that of other calls: in the build, its budget and the metrics.
  const judged = build.usage.judging;
  expect(judged).toMatchObject({ modelCalls: 12 });
  const useOf = async () =>
    OwnUse.parse((await call(pipeline.httpUrl, 'GET', '/v1/activity/builds?span=1h')).body);
  const use = await useOf();
  expect(use.parts).toMatchObject([
    { part: 'synthesis', usage: { modelCalls: 0 } },
    { part: 'verifying', usage: { modelCalls: 0 } },
    { part: 'judging', usage: { modelCalls: 12, inputTokens: judged?.inputTokens } },
  ]);
  expect(use.parts[2]?.usage.costUsd).toBeCloseTo(judged?.costUsd ?? 0);
  // Of a build from before the span, by the time of each call.
  await around.pool.query(
    sql`update pipeline.builds set created_at = now() - interval '2 hours' where id = ${id}`,
  );
  expect((await useOf()).parts[2]?.usage.modelCalls).toBe(12);
  const told = await (await fetch(`${pipeline.httpUrl}/metrics`)).text();
  const costOf = (model: string) =>
    Number(new RegExp(`^nex_model_cost_usd_total\\{.*model="${model}".*\\} (\\S+)$`, 'm').exec(told)?.[1]);
  expect(costOf('strict')).toBeGreaterThan(0);
  expect(costOf('strict') + costOf('mild') + costOf('nex-offline-1')).toBeCloseTo(judged?.costUsd ?? 0);
  const [first] = (await trajectories(pipeline.httpUrl, id)).items;
  const { judge: verdicts } = await verdictsOf(pipeline.httpUrl, first?.runId ?? '');
  expect(verdicts).toMatchObject([{ verdict: 'flag', model: 'strict,mild,nex-offline-1' }]);
  expect(verdicts[0]?.agreement).toBeCloseTo(2 / 3);
  expect(verdicts[0]?.votes.map(({ model, verdict }) => [model, verdict])).toEqual([
    ['mild', 'keep'],
    ['nex-offline-1', 'flag'],
    ['strict', 'flag'],
  ]);
  const broken = await create(pipeline.httpUrl, {
    ...TASKS,
    quality: { judge: { heads: ['failure_analysis'], model: 'broken' } },
  });
  expect((await finish(pipeline.httpUrl, broken.id)).funnel).toMatchObject({
    kept: 4,
    flagReasons: { judge_broken: 4 },
  });
});

test('near-duplicates of other queries are one cluster, one group, and may be dropped', async () => {
  const near = ({ input, order }: { input: string; order: number }) =>
    /beans|roses/.test(input) ? `${answer({ input: 'the same go' })} Say ${order}.` : answer({ input });
  await using around = await setUp({ answer: near });
  await using pipeline = await startOn(around);
  const spec = { ...TASKS, samples: 2 };
  const flagged = await finish(pipeline.httpUrl, (await create(pipeline.httpUrl, spec)).id);
  expect(flagged.funnel).toMatchObject({ kept: 6, flagReasons: { near_duplicate: 2 } });
  const dropped = await finish(
    pipeline.httpUrl,
    (
      await create(pipeline.httpUrl, {
        ...spec,
        quality: { nearDuplicates: { threshold: 0.7, onDuplicate: 'drop' } },
      })
    ).id,
  );
  expect(dropped.funnel.dropReasons).toEqual({ duplicate: 2, near_duplicate: 2 });
  const { items } = await trajectories(pipeline.httpUrl, dropped.id);
  const originals = items.filter(({ queryIndex }) => queryIndex === 0).map(({ runId }) => runId);
  const { duplicates } = await verdictsOf(
    pipeline.httpUrl,
    items.find(({ queryIndex }) => queryIndex === 2)?.runId ?? '',
  );
  expect(duplicates).toMatchObject([{ kind: 'near', cluster: originals[0], original: false }]);
  expect(originals).toContain(duplicates[0]?.nearest);
  expect(duplicates[0]?.similarity).toBeGreaterThanOrEqual(0.7);
  const groups = await around.pool.query(
    sql`select q.index, g.name = first_value(g.query_id) over (order by q.index) as first
      from pipeline.query_groups g join pipeline.queries q on q.id = g.query_id
      where g.build_id = ${flagged.id} order by q.index`,
  );
  expect(groups.rows).toEqual([
    { index: 0, first: true },
    { index: 2, first: true },
  ]);
  const rows = (await dataSetFile(around, flagged.id, 'data/train-00000.jsonl')).trim().split('\n');
  const clusters = rows.map(
    (row) => (JSON.parse(row) as { lineage: { clusters: string[] } }).lineage.clusters,
  );
  expect(clusters.filter((all) => all.some((one) => one.startsWith('near:')))).toHaveLength(4);
  expect(await dataSetFile(around, flagged.id, 'README.md')).toContain('| near | 0.8 | 1 | 2 |');
});

test('duplicates by meaning are found with the embedding model of the operator', async () => {
  await using around = await setUp({ answer });
  await using embeddings = await startEmbeddingServer([/beans|plums/, /peas/, /roses/]);
  around.environment['EMBEDDINGS_BASE_URL'] = embeddings.baseUrl;
  around.environment['EMBEDDINGS_MODEL'] = 'embed-1';
  await using pipeline = await startOn(around);
  const quality = { embeddingDuplicates: { threshold: 0.9, onDuplicate: 'drop' as const } };
  const { id } = await create(pipeline.httpUrl, { ...TASKS, samples: 2, quality });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.funnel.dropReasons).toEqual({ duplicate: 4, duplicate_by_meaning: 1 });
  expect(embeddings.texts).toHaveLength(4);
  const { items } = await trajectories(pipeline.httpUrl, id, '?reason=duplicate_by_meaning');
  expect(items.map(({ queryIndex }) => queryIndex)).toEqual([3]);
});

test('what a trajectory shares with a benchmark drops it, with the place and the words', async () => {
  await using around = await setUp({ answer });
  await using pipeline = await startOn(around);
  const text = `{"question":"${answer({ input: 'the plums go' })}"}\n`;
  const sent = await call(pipeline.httpUrl, 'POST', '/v1/benchmark-files', { format: 'jsonl', text });
  const again = await call(pipeline.httpUrl, 'POST', '/v1/benchmark-files', { format: 'jsonl', text });
  const { digest } = BenchmarkFile.parse(sent.body);
  expect([sent.status, again.body]).toEqual([201, sent.body]);
  const benchmarks = [
    { name: 'Orchard', digest },
    { name: 'Tools', format: 'jsonl' as const, lines: ['{"tools":["no_such_tool"]}'] },
  ];
  const { id } = await create(pipeline.httpUrl, { ...TASKS, quality: { decontamination: { benchmarks } } });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.funnel.dropReasons).toEqual({ contaminated: 1 });
  const { items } = await trajectories(pipeline.httpUrl, id, '?verdict=drop');
  const { contamination, against } = await verdictsOf(pipeline.httpUrl, items[0]?.runId ?? '');
  expect(against).toEqual([{ stage: 'decontaminate', by: 'Orchard', reason: 'contaminated' }]);
  expect(contamination[0]).toMatchObject({
    benchmark: 'Orchard',
    kind: 'gram',
    file: digest,
    line: 1,
    span: expect.stringContaining('plums 0 of row plums0'),
    messageIndex: 4,
  });
  const tool = [{ name: 'Diary', format: 'jsonl' as const, lines: ['{"tools":[{"name":"write_entry"}]}'] }];
  const flagging = await create(pipeline.httpUrl, {
    ...TASKS,
    quality: { decontamination: { benchmarks: tool, onOverlap: 'flag' } },
  });
  expect((await finish(pipeline.httpUrl, flagging.id)).funnel).toMatchObject({
    kept: 4,
    flagReasons: { contaminated: 4 },
  });
});

test('the runs of a build come in pages', async () => {
  await using around = await setUp({ answer });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, TASKS);
  await finish(pipeline.httpUrl, id);
  const seen: number[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { items, nextCursor }: Awaited<ReturnType<typeof trajectories>> = await trajectories(
      pipeline.httpUrl,
      id,
      `?limit=3${cursor && `&cursor=${cursor}`}`,
    );
    seen.push(...items.map(({ queryIndex }) => queryIndex));
    cursor = nextCursor;
  }
  expect(seen).toEqual([0, 1, 2, 3]);
  expect(await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/trajectories?cursor=x`)).toMatchObject({
    status: 400,
    body: { where: 'querystring.cursor' },
  });
  expect(await call(pipeline.httpUrl, 'GET', '/v1/trajectories/run_x/verdicts')).toMatchObject({
    status: 404,
  });
});

const QUALITY: [CreateBuild['quality'], string, string][] = [
  [{ judge: { onVerdict: 'gate', model: 'never-measured' } }, 'build_invalid', 'quality.judge.onVerdict'],
  [{ judge: { council: [{ model: 'a' }, { model: 'a' }] } }, 'build_invalid', 'quality.judge.council'],
  [{ embeddingDuplicates: {} }, 'build_invalid', 'quality.embeddingDuplicates'],
  [
    { decontamination: { benchmarks: [{ name: 'A', file: 'a.txt' }] } },
    'build_invalid',
    'quality.decontamination.benchmarks[0].file',
  ],
  [
    { decontamination: { benchmarks: [{ name: 'A', digest: `sha256:${'0'.repeat(64)}` }] } },
    'build_invalid',
    'quality.decontamination.benchmarks[0].digest',
  ],
  [
    { decontamination: { benchmarks: [{ name: 'A', format: 'jsonl', lines: ['{'] }] } },
    'invalid_request',
    'quality.decontamination.benchmarks[0].lines:1',
  ],
  [
    {
      decontamination: {
        benchmarks: [
          { name: 'A', lines: ['x'] },
          { name: 'A', lines: ['y'] },
        ],
      },
    },
    'build_invalid',
    'quality.decontamination.benchmarks[1].name',
  ],
];

test('what cannot be done is refused before anything is stored', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  for (const [quality, code, where] of QUALITY) {
    const body = { frameworkId: FRAMEWORK_ID, quality };
    expect((await call(pipeline.httpUrl, 'POST', '/v1/builds', body)).body).toMatchObject({ code, where });
  }
  expect((await call(pipeline.httpUrl, 'GET', '/v1/builds')).body).toMatchObject({ items: [] });
});
