/** The main job: one sentence becomes a data set that can be traced back to it, row by row. */

import { fileURLToPath } from 'node:url';
import { readBundleDirectory } from '@nex/agent-config';
import type { Build, Framework, JsonObject } from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { openMcpSession } from '@nex/mcp';
import { startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRuns,
  calledTools,
  type DataSet,
  fetchDataSet,
  makeBuild,
  makeFramework,
  SENTENCE,
} from './support/story.ts';

const QUERIES = 12;

let platform: TestStack;
let framework: Framework;
let build: Build;
let data: DataSet;

beforeAll(async () => {
  platform = await startTestStack();
  framework = await makeFramework(platform.client);
  build = await makeBuild(platform.client, { frameworkId: framework.id, queries: QUERIES, name: 'bakery' });
  data = await fetchDataSet(platform.client, build.id);
}, 240_000);

afterAll(async () => {
  await data?.[Symbol.asyncDispose]();
  await platform?.[Symbol.asyncDispose]();
});

test('the sentence becomes a framework of at least three agents with tools, under one lead', () => {
  const agents = framework.agents ?? [];
  expect(agents.length).toBeGreaterThanOrEqual(3);
  expect(agents.filter((agent) => agent.parent === null)).toHaveLength(1);
  expect(new Set(agents.flatMap((agent) => agent.tools)).size).toBeGreaterThanOrEqual(4);
  expect(framework.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('every stage is done, and the funnel adds up', () => {
  expect(build.stages.map((stage) => stage.state)).toEqual(build.stages.map(() => 'done'));
  const { queries, runs, kept, dropped, dropReasons } = build.funnel;
  expect(queries.requested).toBe(QUERIES);
  expect(queries.accepted).toBe(QUERIES);
  expect(runs.total).toBe(QUERIES);
  expect(runs.completed + runs.failed + runs.cancelled).toBe(runs.total);
  expect(kept + dropped).toBe(runs.total);
  expect(Object.values(dropReasons).reduce((sum, times) => sum + times, 0)).toBe(dropped);
  expect(kept).toBeGreaterThan(QUERIES / 2);
});

test('the files are what the manifest says', async () => {
  expect(await recountDataSet(data.folder)).toEqual([]);
  expect(data.manifest.rows).toBe(build.funnel.kept);
  expect(data.rows).toHaveLength(build.funnel.kept);
  expect(data.manifest.funnel).toEqual(build.funnel);
  expect(build.dataSet).toMatchObject({ rows: data.manifest.rows, digest: data.manifest.digest });
});

test('the rows use at least four tools, and a third of them delegates', () => {
  const tools = new Set(data.rows.flatMap(calledTools));
  expect(tools.size).toBeGreaterThanOrEqual(4);
  const delegating = data.rows.filter((row) => row.sub_agents.length > 0);
  expect(delegating.length).toBeGreaterThanOrEqual(data.rows.length / 3);
});

test('no two rows are alike, and every conversation is whole', () => {
  expect(new Set(data.rows.map((row) => row.id)).size).toBe(data.rows.length);
  expect(new Set(data.rows.map((row) => row.query)).size).toBe(data.rows.length);
  for (const row of data.rows) {
    const last = row.messages.at(-1);
    expect(last?.role).toBe('assistant');
    const asked = row.messages.flatMap((message) => message.tool_calls ?? []).map((call) => call.id);
    const answered = row.messages.filter((message) => message.role === 'tool').map((m) => m.tool_call_id);
    expect(new Set(answered)).toEqual(new Set(asked));
    expect(answered).toHaveLength(asked.length);
  }
});

test('every row leads back to the sentence, the framework, the query, the run and the trace', async () => {
  for (const { lineage, persona, problem_type, difficulty } of data.rows) {
    expect(lineage).toMatchObject({
      persona,
      problem_type,
      difficulty,
      model: 'nex-offline-1',
      seed: expect.any(Number),
      build_id: build.id,
      sentence: SENTENCE,
      framework_digest: framework.digest,
      offline_model: true,
    });
    expect(persona).not.toBe('');
    expect(problem_type.length).toBeGreaterThanOrEqual(2);
    expect(lineage.query_id).not.toBe('');
    expect(lineage.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(lineage.checks.length).toBeGreaterThan(0);
    const run = await platform.client.runs.get(lineage.run_id);
    expect(run).toMatchObject({ state: 'completed', frameworkDigest: framework.digest, parentRunId: null });
  }
});

test('tokens of the build are those of its runs', async () => {
  const roots = (await allRuns(platform.client)).filter((run) => run.parentRunId === null);
  expect(roots).toHaveLength(QUERIES);
  expect(build.usage.runs.modelCalls).toBeGreaterThanOrEqual(QUERIES);
  expect(build.usage.synthesis.outputTokens).toBeGreaterThan(0);
});

test('the same sentence and seed make the same framework and the same queries', async () => {
  const twin = await makeFramework(platform.client);
  expect(twin.digest).toBe(framework.digest);
  const second = await makeBuild(platform.client, { frameworkId: twin.id, queries: QUERIES, name: 'bakery' });
  await using again = await fetchDataSet(platform.client, second.id);
  const queries = (rows: DataSet['rows']) => rows.map((row) => row.query).toSorted();
  expect(queries(again.rows)).toEqual(queries(data.rows));
});

test('a build in English and Chinese has rows in both, worked on by tools and answered in the language of the request', async () => {
  const body = { frameworkId: framework.id, queries: 8, languages: ['en' as const, 'zh' as const] };
  const { id, funnel } = await makeBuild(platform.client, body);
  expect(funnel.queries).toEqual({ requested: 8, accepted: 8, rejected: 0 });
  await using bilingual = await fetchDataSet(platform.client, id);
  const chinese = bilingual.rows.filter((row) => /\p{Script=Han}/u.test(row.query));
  expect([chinese.length, bilingual.rows.length]).toEqual([4, 8]);
  for (const row of chinese) {
    expect(calledTools(row).filter((name) => name.includes('__'))).not.toEqual([]);
    expect(row.messages.at(-1)?.content).toMatch(/\p{Script=Han}/u);
    expect(row.messages.at(-1)?.content).not.toMatch(/未能|could not/);
  }
});

test('over MCP, through the gateway, the framework is tried out on cases; asked twice, by the same runs', async () => {
  const { signal } = new AbortController();
  const target = { type: 'http' as const, ...platform.client.mcp };
  await using session = await openMcpSession(target, { signal, protocol: 'modern' });
  const leaf = framework.agents?.find((agent) => agent.subAgents.length === 0)?.name ?? '';
  const cases: JsonObject[] = [
    { message: 'Work out 12 times 7.5 and note the result.' },
    { message: 'Work out 2 plus 2.', agent: leaf },
  ];
  const told: string[] = [];
  const simulate = async () => {
    const answer = await session.callTool(
      'simulate_framework',
      { framework_id: framework.id, cases },
      { signal, timeoutMs: 120_000, onProgress: ({ message = '' }) => told.push(message) },
    );
    return answer.kind === 'result' ? answer.result.structuredContent : answer;
  };
  const report = await simulate();
  expect(report).toMatchObject({
    digest: framework.digest,
    outcomes: [
      { case: 'whole/1', scope: 'whole' },
      { case: `${leaf}/2`, scope: 'agent', agent: leaf },
    ],
  });
  expect(told).toContain('2 cases run');
  expect(await simulate()).toEqual(report);
  const [run] = (await platform.client.runs.list({ limit: 1 })).items;
  expect(run).toMatchObject({ frameworkDigest: framework.digest });
});

test('agents of our own work on the runtime with the tools of the generator', async () => {
  const folder = fileURLToPath(new URL('../../agents/framework-builder', import.meta.url));
  const files = (await readBundleDirectory(folder)).map(({ path, content }) => ({
    path,
    content: content
      .replaceAll('${env.NEX_MCP_URL}', platform.client.mcp.url)
      .replaceAll('${env.NEX_MCP_KEY}', 'none'),
  }));
  const input = 'Search the catalogue for "calculate numbers".';
  const { id } = await platform.client.runs.create({ files, agent: 'agent.yaml', input, seed: 7 });
  for await (const { event } of platform.client.runs.events(id)) expect(event.type).not.toBe('RUN_ERROR');
  const { runs } = await platform.client.runs.trajectory(id);
  const said = JSON.stringify(runs[0]?.messages);
  expect(runs[0]).toMatchObject({ agent: 'framework_builder', state: 'completed' });
  expect(said).toContain('mcp__generator__search_catalogue');
  expect(said).toContain('calc__');
});
