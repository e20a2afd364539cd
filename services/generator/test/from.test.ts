/** A framework that a person wrote is linted, mended and extended; what needs neither stays byte for byte. */
import { Framework, FrameworkStepDetail } from '@nex/core';
import { createRpcClient, GeneratorService } from '@nex/rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FLAWED_GRAPH } from '../../../packages/framework/src/fixtures/flawed-reference.fixture.ts';
import { createFramework, followFramework } from '../src/frameworks.ts';
import { changedIn, contentOf, edited, fromStory, tableOf } from './from-story.ts';
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

const { call, ended, make, handMade } = fromStory(() => generator.httpUrl);

describe('a bundle', () => {
  let hand: Awaited<ReturnType<typeof handMade>>;
  beforeAll(async () => {
    hand = await handMade();
  });

  test('without faults comes out as it went in, and no model is asked', async () => {
    const { framework, files } = await make({ from: { files: hand.files } });
    expect(changedIn(hand.files, files)).toEqual([]);
    expect(files).toHaveLength(hand.files.length);
    expect(framework.usage.modelCalls).toBe(0);
    expect(framework.request?.from).toEqual({ digest: framework.digest });
    expect(framework.steps.map((step) => `${step.name} ${step.state}`).sort()).toEqual([
      'assemble done',
      'lint done',
      'publish done',
      'read-framework done',
      'write-agents done',
      'write-seeds done',
    ]);
    // The same once more, named by its digest.
    const again = await make({ from: { digest: framework.digest } });
    expect(again.framework.digest).toBe(framework.digest);
  });

  test('with faults is mended where they lie, and nowhere else', async () => {
    const prompt = `prompts/${hand.worker}.md`;
    const agent = `agents/${hand.worker}.yaml`;
    const flawed = edited(
      edited(hand.files, prompt, (text) => `${text}\nThen call filesystem__write_file with the result.\n`),
      agent,
      (text) =>
        text.replace(
          /( +)- name: calc\n/,
          '$1- name: weather-desk\n$1  type: catalogue\n$1  tools:\n$1    - convert_currency\n$1- name: calc\n',
        ),
    );
    const lint = (await call('/v1/lint', { files: flawed })).body as { errors: number };
    expect(lint.errors).toBeGreaterThanOrEqual(2);
    const { framework, files } = await make({ from: { files: flawed } });
    expect((await call('/v1/lint', { files })).body).toMatchObject({ ok: true });
    const changed = changedIn(flawed, files);
    expect(changed).toEqual(expect.arrayContaining([agent, prompt]));
    const allowed = [agent, prompt, 'framework.yaml', 'capabilities.json', 'README.md'];
    expect(changed.filter((path) => !allowed.includes(path))).toEqual([]);
    expect(contentOf(files, agent)).toContain('# Ask Ann before you change this.');
    expect(contentOf(files, agent)).toContain('name: oven_load # ours');
    expect(contentOf(files, agent)).not.toContain('weather-desk');
    const steps = (await call(`/v1/frameworks/${framework.id}/steps/read-framework`)).body;
    expect(FrameworkStepDetail.parse(steps).output).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'unknown-server' })]) as unknown,
    });
  });

  test('with a sentence gets the agents that it lacks; all that was there is still there', async () => {
    const sentence = 'Also keep notes of each project and remember customers and suppliers.';
    const { framework, files } = await make({ sentence, from: { files: hand.files } });
    expect((await call('/v1/lint', { files })).body).toMatchObject({ ok: true });
    const before = tableOf(hand.files).agents.map(({ name }) => name);
    const agents = framework.agents ?? [];
    const added = agents.filter(({ name }) => !before.includes(name));
    expect(added.length).toBeGreaterThan(0);
    expect(agents.filter(({ name }) => before.includes(name))).toHaveLength(before.length);
    for (const { tools } of added) expect(tools.length).toBeGreaterThan(0);
    const entry = agents.find(({ parent }) => parent === null)?.name ?? '';
    const touched = changedIn(hand.files, files).sort();
    expect(touched).toEqual(
      [
        'README.md',
        `agents/${entry}.yaml`,
        'capabilities.json',
        'framework.yaml',
        'problem_types.json',
        `prompts/${entry}.md`,
      ].sort(),
    );
    // Of the entry's prompt only the paragraph of its pattern is another one.
    const old = contentOf(hand.files, `prompts/${entry}.md`).split('\n\n');
    const now = contentOf(files, `prompts/${entry}.md`);
    expect(old.filter((paragraph) => !now.includes(paragraph.trim())).length).toBeLessThanOrEqual(1);
    for (const { name } of added) expect(now).toContain(name);
    expect(tableOf(files).sentence).toContain(sentence);
    expect(tableOf(files).agents.slice(0, before.length).slice(1)).toEqual(
      tableOf(hand.files).agents.slice(1),
    );
    expect(framework.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['interpret', 'extend', 'decompose', 'retrieve-tools']),
    );
  });

  test('a prompt that stands in the agent file, in parts and as a template, is kept whole when it grows', async () => {
    const entry = tableOf(hand.files).entry;
    const prompt = entry.replace('agents/', 'prompts/').replace('.yaml', '.md');
    const old = contentOf(hand.files, prompt);
    const source = edited(hand.files, entry, (text) =>
      text.replace(
        /system_prompt: .*\nsystem_prompt_type: file\n/,
        `system_prompt: ${JSON.stringify(`Today is {{ date }}.\n\n${old}`)}\nsystem_prompt_suffix: Be kind.\n`,
      ),
    ).filter(({ path }) => path !== prompt);
    const same = await make({ from: { files: source } });
    expect(changedIn(source, same.files)).toEqual([]);
    const { files } = await make({ from: { files: source }, sentence: 'Also remember what customers like.' });
    const now = contentOf(files, prompt);
    expect(now.startsWith('Today is {{ date }}.')).toBe(true);
    expect(now).toContain('Be kind.');
    expect(parse(contentOf(files, entry))).toMatchObject({
      system_prompt: `../${prompt}`,
      system_prompt_type: 'file',
    });
    expect(contentOf(files, entry)).not.toContain('system_prompt_suffix');
  });

  test('a generator that is stopped in the middle of an extension goes on where it was', async () => {
    await using slow = await startGeneratorStack({ model: { misbehave: { latencyMs: 100 } } });
    const first = await slow.start();
    const { id } = await createFramework(first.context, {
      sentence: 'Also keep notes of each project and remember customers and suppliers.',
      from: { files: hand.files },
      ...UNTRIED,
    });
    for await (const { framework } of followFramework(first.context, id, AbortSignal.timeout(50_000))) {
      if (framework.steps.some(({ name, state }) => name === 'extend' && state === 'done')) break;
    }
    await first[Symbol.asyncDispose]();
    await using second = await slow.start();
    let last: Framework | undefined;
    for await (const { framework } of followFramework(second.context, id, AbortSignal.timeout(50_000)))
      last = framework;
    expect(last?.state).toBe('ready');
    const calls = Object.fromEntries(last?.steps.map((step) => [step.name, step.modelCalls]) ?? []);
    const added = (last?.agents?.length ?? 0) - tableOf(hand.files).agents.length;
    expect(calls).toMatchObject({ interpret: 1, extend: 1, decompose: added });
  });

  test('the same over gRPC', async () => {
    await using client = createRpcClient(GeneratorService, generator.grpcAddress);
    const source = { source: { case: 'files' as const, value: { files: hand.files } } };
    const { framework } = await client.createFramework({ from: source, ...UNTRIED });
    const done = await ended(framework?.id ?? '');
    const { files } = await client.getBundle({ frameworkId: done.id });
    expect(changedIn(hand.files, files)).toEqual([]);
  });
});

describe('requests', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  test.each([
    ['files without an agent', { from: { files: [{ path: 'a.md', content: 'x' }] } }, 400, 'invalid_request'],
    [
      'a path that leads out',
      { from: { files: [{ path: '../a.md', content: 'x' }] } },
      400,
      'invalid_request',
    ],
    ['a digest that nobody has', { from: { digest } }, 404, 'not_found'],
    ['a pinned pattern', { from: { files: FLAWED_GRAPH }, pattern: 'hub_and_spoke' }, 400, 'invalid_request'],
    ['a pinned language', { from: { files: FLAWED_GRAPH }, language: 'zh' }, 400, 'invalid_request'],
    ['a sentence without words', { from: { files: FLAWED_GRAPH }, sentence: '??' }, 400, 'sentence_empty'],
  ])('%s is refused', async (_name, body, status, code) => {
    expect(await call('/v1/frameworks', body)).toMatchObject({ status, body: { code } });
  });

  test('an extension of as many agents as there may be is refused', async () => {
    const agents = Array.from(
      { length: 34 },
      (_, at) => `  - { agent_name: clerk_${at}, description: Works. }`,
    );
    const content = `framework: { name: Office }\nagents:\n${agents.join('\n')}\n`;
    const from = { files: [{ path: 'framework_config.yaml', content }] };
    expect(await call('/v1/frameworks', { from, sentence: 'Also write letters.' })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_request',
        where: 'sentence',
        detail: expect.stringContaining('34 agents already') as string,
      },
    });
  });
});
