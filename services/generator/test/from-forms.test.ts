/** Frameworks of every pattern are extended, and those of the reference's form are mended. */
import { Framework, FrameworkStepDetail } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import {
  FLAWED_GRAPH,
  FLAWED_STAGES,
} from '../../../packages/framework/src/fixtures/flawed-reference.fixture.ts';
import { GOOD_BUNDLES } from '../../../packages/framework/src/fixtures/good-bundles.fixture.ts';
import { changedIn, contentOf, fromStory, tableOf } from './from-story.ts';
import { startGeneratorStack, UNTRIED } from './generator-stack.ts';

let stack: Awaited<ReturnType<typeof startGeneratorStack>>;
let generator: Awaited<ReturnType<typeof stack.start>>;

beforeAll(async () => {
  stack = await startGeneratorStack();
  generator = await stack.start();
});

afterAll(async () => {
  await generator[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const { call, ended, make } = fromStory(() => generator.httpUrl);

describe('an extension fits every pattern', () => {
  test.each(Object.entries(GOOD_BUNDLES))('%s', async (pattern, source) => {
    const { language } = tableOf(source);
    const sentence =
      language === 'zh'
        ? '还要管理任务清单，并换算各地时区的时间。'
        : 'Also keep a list of tasks and agree on times.';
    const { framework, files } = await make({ sentence, from: { files: source } });
    expect((await call('/v1/lint', { files })).body).toMatchObject({ ok: true });
    const [before, after] = [tableOf(source), tableOf(files)];
    expect(framework.language).toBe(language);
    expect(after.pattern).toBe(pattern === 'single_agent' ? 'hub_and_spoke' : pattern);
    expect(after.agents.slice(0, before.agents.length).map(({ name }) => name)).toEqual(
      before.agents.map(({ name }) => name),
    );
    expect(after.agents.length).toBeGreaterThan(before.agents.length);
    expect(after.phases?.length ?? 0).toBe(before.phases ? before.phases.length + 1 : 0);
    const callers = new Set(after.agents.slice(before.agents.length).map(({ parent }) => parent));
    const kept = source.filter(
      ({ path }) =>
        /^(agents|prompts|tools)\//.test(path) && ![...callers].some((name) => path.includes(`/${name}.`)),
    );
    expect(changedIn(kept, files)).toEqual([]);
    // A prompt that counts its agents counts wrongly now, and is mended in a round of its own.
    const counts = ['hierarchical_orchestrator', 'hub_and_spoke'].includes(pattern);
    expect(framework.steps.some(({ name }) => name === 'write-agents/2')).toBe(counts);
    for (const name of counts ? [] : callers) {
      const old = contentOf(source, `prompts/${name}.md`).trim();
      expect(contentOf(files, `prompts/${name}.md`).startsWith(old)).toBe(true);
    }
  });
});

describe("a folder of the reference's form", () => {
  test.each([
    ['with an agent out of reach and one that can do nothing', FLAWED_GRAPH, 'dispute_judge'],
    ['with stages for edges, without prompts and tools', FLAWED_STAGES, 'ReportMaker'],
  ])('%s', async (_name, source, stranger) => {
    const { framework, files } = await make({ from: { files: source }, personas: 5, minLeaves: 6 });
    expect((await call('/v1/lint', { files })).body).toMatchObject({ ok: true });
    const config = parse(contentOf(source, 'framework_config.yaml')) as { agents: { agent_name: string }[] };
    const agents = framework.agents ?? [];
    expect(agents.map(({ name }) => name).sort()).toEqual(config.agents.map((one) => one.agent_name).sort());
    const entry = agents.find(({ parent }) => parent === null)?.name;
    expect(agents.find(({ name }) => name === stranger)?.parent).toBe(entry);
    for (const { subAgents, tools } of agents) expect(subAgents.length + tools.length).toBeGreaterThan(0);
    for (const { name } of agents) expect(contentOf(files, `prompts/${name}.md`)).not.toBe('');
    const seeds = ['problem_types.json', 'persona.jsonl'].filter((path) => contentOf(source, path) !== '');
    for (const path of seeds) {
      const now = contentOf(files, path.replace('persona.', 'personas.'));
      expect(now).toContain(path === 'persona.jsonl' ? 'A cyclist who reads tests.' : '"id": "record"');
    }
    const assembled = (await call(`/v1/frameworks/${framework.id}/steps/assemble`)).body;
    expect(FrameworkStepDetail.parse(assembled).note).toContain(stranger);
  });
});

test('a folder of the reference with config.json alone has its agents, its seeds, and a warning', async () => {
  const source = FLAWED_GRAPH.filter(({ path }) => path !== 'framework_config.yaml');
  const { framework, files } = await make({ from: { files: source }, personas: 5, minLeaves: 6 });
  expect((await call('/v1/lint', { files })).body).toMatchObject({ ok: true });
  const agents = framework.agents ?? [];
  expect(agents.map(({ name, parent }) => [name, parent])).toEqual([
    ['bike_check', null],
    ['claim_reader', 'bike_check'],
    ['dispute_judge', 'bike_check'],
    ['late_watcher', 'bike_check'],
  ]);
  expect(contentOf(files, 'personas.jsonl')).toContain('A cyclist who reads tests.');
  expect(contentOf(files, 'problem_types.json')).toContain('"id": "record"');
  expect((await call('/v1/lint', { files: source })).body).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ rule: 'missing-file', file: 'framework_config.yaml', severity: 'warning' }),
    ]) as unknown,
  });
});

test('what says of itself neither a sentence nor a description is shown by its title', async () => {
  const source = (GOOD_BUNDLES['single_agent'] ?? []).map(({ path, content }) => ({
    path,
    content:
      path === 'framework.yaml'
        ? stringify({ ...(parse(content) as object), sentence: '', description: '', title: 'Till' })
        : content,
  }));
  const created = await call('/v1/frameworks', { from: { files: source }, ...UNTRIED });
  expect(created).toMatchObject({ status: 202, body: { sentence: 'Till' } });
  await ended(Framework.parse(created.body).id);
});
