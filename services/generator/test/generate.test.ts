import { bundleSource, loadFramework } from '@nex/agent-config';
import { Bundle, Framework, FrameworkStepDetail, leafPaths, ProblemTypeFile } from '@nex/core';
import { createRpcClient, FrameworkState, GeneratorService } from '@nex/rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
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

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${generator.httpUrl}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

/** Follows the events until the framework is at its end; the last snapshot. */
async function finished(id: string): Promise<Framework> {
  const text = await (await fetch(`${generator.httpUrl}/v1/frameworks/${id}/events`)).text();
  const data = [...text.matchAll(/^data: (.*)$/gm)].map((match) =>
    Framework.parse(JSON.parse(match[1] ?? '')),
  );
  const last = data.at(-1);
  if (!last) throw new Error('no events');
  return last;
}

async function generate(sentence: string, more: object = {}): Promise<Framework> {
  const created = await call('POST', '/v1/frameworks', { sentence, ...UNTRIED, ...more });
  expect(created.status).toBe(202);
  return finished(String(created.body['id']));
}

describe('a sentence becomes a framework', () => {
  const sentences = [
    'A back office team for a small bakery that plans orders, works out quantities and prices, and keeps notes.',
    'Agents that schedule meetings across time zones and keep a task list for a remote software team.',
    'Help a museum remember its donors and objects, find connections between them and write short reports.',
  ];

  test.each(sentences)('%s', async (sentence) => {
    const framework = await generate(sentence);
    expect(framework.failure).toBeUndefined();
    expect(framework.state).toBe('ready');
    expect(framework.steps.map((step) => step.state)).toEqual(framework.steps.map(() => 'done'));
    const agents = framework.agents ?? [];
    expect(agents.length).toBeGreaterThanOrEqual(3);
    const [root] = agents.filter((agent) => agent.parent === null);
    expect(root?.tools).toEqual([]);
    expect(root?.subAgents.length).toBe(agents.length - 1);
    for (const agent of agents) if (agent !== root) expect(agent.tools.length).toBeGreaterThan(0);
    expect(stack.published).toContain(framework.digest);

    const { body } = await call('GET', `/v1/frameworks/${framework.id}/files`);
    const bundle = Bundle.parse(body);
    const file = (path: string) => bundle.files.find((item) => item.path === path)?.content ?? '';
    const table = parse(file('framework.yaml')) as {
      sentence: string;
      provenance: { offline_model: boolean };
    };
    expect(table.sentence).toBe(sentence);
    expect(table.provenance.offline_model).toBe(true);
    expect(
      leafPaths(ProblemTypeFile.parse(JSON.parse(file('problem_types.json'))).tree).length,
    ).toBeGreaterThanOrEqual(60);
    expect(new Set(file('personas.jsonl').trim().split('\n')).size).toBe(500);
    expect(
      (JSON.parse(file('capabilities.json')) as { capabilities: unknown[] }).capabilities.length,
    ).toBeGreaterThan(3);
    expect(await call('POST', '/v1/lint', { files: bundle.files })).toMatchObject({ body: { ok: true } });
    const reference =
      'framework_name: shop\nagents: [{ agent_name: lead, sysprompt_path: a.md, llm_config: m, tools: [count] }]\n';
    expect(
      await call('POST', '/v1/lint', { files: [{ path: 'framework_config.yaml', content: reference }] }),
    ).toMatchObject({
      body: {
        ok: false,
        errors: 3,
        findings: expect.arrayContaining([
          expect.objectContaining({ rule: 'undefined-tool', file: 'framework_config.yaml', line: 2 }),
        ]),
      },
    });
  });

  test('the same sentence and seed give the same bundle; another sentence another', async () => {
    const [first, again, other] = await Promise.all([
      generate(sentences[0] ?? ''),
      generate(sentences[0] ?? ''),
      generate(sentences[1] ?? ''),
    ]);
    expect(again.digest).toBe(first.digest);
    expect(other.digest).not.toBe(first.digest);
  });
});

describe('what is pinned', () => {
  test('an action that computes gets a tool that was tried in a sandbox, and is marked', async () => {
    const framework = await generate('Coordinate a delivery fleet: routes and distances, and driver notes.', {
      personas: 20,
    });
    const agent = framework.agents?.find(({ tools }) => tools.includes('great_circle_distance'));
    const { body } = await call('GET', `/v1/frameworks/${framework.id}/files`);
    const { files } = Bundle.parse(body);
    const loaded = await loadFramework(bundleSource(files), { environment: {} });
    expect(loaded.framework.synthesised_tools).toMatchObject([
      { name: 'great_circle_distance', code: 'tools/great_circle_distance.ts' },
    ]);
    const below = loaded.entry.subAgents.find((child) => child.name === agent?.name)?.agent;
    expect(below?.tools[0]).toMatchObject({
      name: 'great_circle_distance',
      sourceId: 'synthesised:great_circle_distance',
      inputSchema: { additionalProperties: false },
    });
    const refused = await generate('Coordinate a delivery fleet: routes and distances, and driver notes.', {
      personas: 20,
      tools: { allowSynthesised: false, allowServers: ['calc', 'filesystem', 'time'] },
    });
    const tools = refused.agents?.flatMap((one) => one.tools) ?? [];
    expect(tools.length).toBeGreaterThan(3);
    expect(tools.filter((name) => !/^(?:calc|filesystem|time)__/.test(name))).toEqual([]);
  });

  test('steps and calls can be read, with what they took and gave', async () => {
    const framework = await generate('为一家诊所提供健康咨询，记住患者情况。', {
      pattern: 'phased_pipeline',
      personas: 20,
    });
    expect(framework).toMatchObject({ state: 'ready', pattern: 'phased_pipeline', language: 'zh' });
    expect(framework.request).toMatchObject({ pattern: 'phased_pipeline', personas: 20, minLeaves: 60 });
    const { body } = await call('GET', `/v1/frameworks/${framework.id}/steps`);
    const steps = z.array(FrameworkStepDetail).parse(body['items']);
    expect(steps.map(({ name }) => name)).toEqual(framework.steps.map(({ name }) => name));
    expect(steps.reduce((sum, step) => sum + step.modelCalls, 0)).toBe(framework.usage.modelCalls);
    const one = await call('GET', `/v1/frameworks/${framework.id}/steps/decompose`);
    const step = FrameworkStepDetail.parse(one.body);
    expect(step).toMatchObject({ state: 'done', round: 1, input: { pattern: 'phased_pipeline' } });
    expect(step.calls?.map(({ question }) => question)).toEqual([
      'agent_tree',
      ...(framework.agents ?? []).map(() => 'agent_details'),
    ]);
    expect(step.calls?.[0]).toMatchObject({ model: 'nex-offline-1', usage: { modelCalls: 1 } });
    const none = await call('GET', `/v1/frameworks/${framework.id}/steps/decompose?round=9`);
    expect(none.body).toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('decompose (1)') as string,
    });
  });
});

describe('requests', () => {
  test.each([
    ['an empty sentence', { sentence: ' ' }, 400, 'sentence_empty'],
    ['no words', { sentence: '!!! 123' }, 400, 'sentence_empty'],
    ['100 kB', { sentence: 'word '.repeat(20_000) }, 413, 'sentence_too_long'],
    ['contradictory limits', { sentence: 'A team.', minAgents: 9, maxAgents: 3 }, 400, 'invalid_request'],
    [
      'a policy without tools',
      { sentence: 'A team.', tools: { allowServers: ['no-such'] } },
      400,
      'invalid_request',
    ],
    ['an unknown key', { sentence: 'A team.', colour: 'red' }, 400, 'invalid_request'],
    ['no sentence', {}, 400, 'sentence_empty'],
  ])('%s is refused, and nothing is stored', async (_name, body, status, code) => {
    const before = await call('GET', '/v1/frameworks?limit=1');
    const answer = await call('POST', '/v1/frameworks', body);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.body['detail']).not.toBe('');
    expect(await call('GET', '/v1/frameworks?limit=1')).toEqual(before);
  });

  test('an idempotency key makes one framework', async () => {
    const send = () =>
      call(
        'POST',
        '/v1/frameworks',
        { sentence: 'A team for a shop.', ...UNTRIED },
        { 'idempotency-key': 'k1' },
      );
    const [first, second] = await Promise.all([send(), send()]);
    expect(second.body['id']).toBe(first.body['id']);
    expect((await finished(String(first.body['id']))).state).toBe('ready');
  });

  test('lists are paged, newest first', async () => {
    const first = await call('GET', '/v1/frameworks?limit=2');
    const items = first.body['items'] as Framework[];
    expect(items).toHaveLength(2);
    expect((items[0]?.id ?? '') > (items[1]?.id ?? '')).toBe(true);
    const next = await call('GET', `/v1/frameworks?limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect(((next.body['items'] as Framework[])[0]?.id ?? '') < (items[1]?.id ?? '')).toBe(true);
  });

  test('what is not there is not found', async () => {
    expect((await call('GET', '/v1/frameworks/fw_none')).body['code']).toBe('not_found');
    expect((await call('GET', '/v1/frameworks/fw_none/files')).body['code']).toBe('not_found');
  });

  test('the catalogue shows servers and tools, and nothing of the host', async () => {
    const { body } = await call('GET', '/v1/catalogue');
    const servers = body['servers'] as { tools: unknown[] }[];
    expect(servers.length).toBeGreaterThanOrEqual(6);
    expect(servers.reduce((sum, server) => sum + server.tools.length, 0)).toBeGreaterThanOrEqual(40);
    expect(JSON.stringify(body)).not.toContain('node_modules');
  });

  test('the same over gRPC', async () => {
    await using client = createRpcClient(GeneratorService, generator.grpcAddress);
    const { framework } = await client.createFramework({
      sentence: 'A team that plans study weeks.',
      seed: 3,
      pattern: 'single_agent',
      maxDepth: 0,
      personas: 10,
      minLeaves: 20,
      tools: { denyServers: ['memory'] },
      ...UNTRIED,
    });
    await finished(framework?.id ?? '');
    const read = await client.getFramework({ id: framework?.id ?? '' });
    expect(read.framework?.state).toBe(FrameworkState.READY);
    expect(await call('GET', `/v1/frameworks/${framework?.id}`)).toMatchObject({
      body: { pattern: 'single_agent', request: { personas: 10, tools: { denyServers: ['memory'] } } },
    });
    const bundle = await client.getBundle({ frameworkId: framework?.id ?? '' });
    expect(bundle.digest).toBe(read.framework?.digest);
    await expect(client.createFramework({ sentence: '' })).rejects.toMatchObject({ code: 'sentence_empty' });
  });
});
