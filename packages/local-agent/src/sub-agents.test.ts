import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelReply, type ModelRequest, type RunLimits, textOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { call, lastResult, openBench, reply, type Step } from './__fixtures__/bench.ts';
import { makeFolder } from './__fixtures__/folder.ts';
import { openLocalAgent } from './open-local-agent.ts';

function agentFile(name: string, below: readonly string[], more = ''): string {
  const subAgents = below.map((one) => `  - {name: ${one}, config_path: ./${one}.yaml}\n`).join('');
  return `type: agent\nname: ${name}\ndescription: ${name} helps.\nsystem_prompt: ${name} works.\nllm_config: {}\n${below.length > 0 ? `sub_agents:\n${subAgents}` : ''}${more}`;
}

const ask = (id: string, name: string, message: string, subAgentId?: string) =>
  call(id, 'Agent', { sub_agent_name: name, message, ...(subAgentId ? { sub_agent_id: subAgentId } : {}) });

const TEAM = { 'lead.yaml': agentFile('lead', ['scout']), 'scout.yaml': agentFile('scout', []) };

/** An answer that does not come. */
const untilStopped: Step = (_request, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));

/** All results of the last turn of a request. */
function resultsOf({ messages }: ModelRequest): string[] {
  return messages.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'tool_result' ? [textOf(block)] : [])),
  );
}

test('a sub-agent is a run below its caller, and all usage is that of the root', async () => {
  const scripts = {
    lead: [{ calls: [ask('c1', 'scout', 'Look.')] }, { text: 'Done.' }],
    scout: [{ text: 'I saw it.' }],
  };
  await using bench = await openBench(TEAM, scripts);
  const result = await bench.agent.run('Go');
  expect(result).toMatchObject({ response: 'Done.', usage: { modelCalls: 3, inputTokens: 30 } });
  expect(lastResult(bench.requests[2])).toMatch(/^I saw it\.\n\[sub_agent_id: run_\w+\]$/);
  const starts = bench.events.filter(({ event }) => event.type === 'RUN_STARTED').map(({ place }) => place);
  expect(starts).toMatchObject([
    { agent: 'lead', depth: 0, parentRunId: null, rootRunId: result.runId },
    { agent: 'scout', depth: 1, parentRunId: result.runId, rootRunId: result.runId },
  ]);
});

test('sub-agents of one turn work at the same time, no more than the agent allows', async () => {
  let atWork = 0;
  let most = 0;
  const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const step = (index: number) => async (): Promise<ModelReply> => {
    atWork += 1;
    most = Math.max(most, atWork);
    if (atWork === 2) for (const gate of gates) gate.resolve();
    await gates[index]?.promise;
    atWork -= 1;
    return reply({ text: `Answer ${index}.` });
  };
  const calls = ['a', 'b', 'c'].map((id) => ask(id, 'scout', id));
  const files = { ...TEAM, 'lead.yaml': agentFile('lead', ['scout'], 'max_running_subagents: 2\n') };
  await using bench = await openBench(files, {
    lead: [{ calls }, { text: 'Done.' }],
    scout: [step(0), step(1), step(2)],
  });
  await bench.agent.run('Go');
  expect(most).toBe(2);
  expect(resultsOf(bench.requests.at(-1) ?? { messages: [] }).map((text) => text.split('\n')[0])).toEqual([
    'Answer 0.',
    'Answer 1.',
    'Answer 2.',
  ]);
});

test('a conversation with a sub-agent goes on by its id, in a later run, too', async () => {
  const lead = [{ calls: [ask('c1', 'scout', 'Look.')] }, { text: 'One.' }];
  await using bench = await openBench(TEAM, {
    lead: [
      ...lead,
      async ({ messages }) => {
        const id = /sub_agent_id: (\w+)/.exec(resultsOf({ messages })[0] ?? '')?.[1];
        return reply({ calls: [ask('c2', 'scout', 'Again.', id), ask('c3', 'scout', 'Who?', 'run_nope')] });
      },
      { text: 'Two.' },
    ],
    scout: [{ text: 'I saw it.' }, { text: 'And again.' }],
  });
  await bench.agent.run('Go');
  await bench.agent.run('Go on');
  const continued = bench.requests.find(({ messages }) => messages.some((one) => textOf(one) === 'Again.'));
  expect(continued?.messages.map(textOf)).toEqual(['scout works.', 'Look.', 'I saw it.', 'Again.']);
  expect(resultsOf(bench.requests.at(-1) ?? { messages: [] })[2]).toContain(
    'no finished conversation of scout',
  );
});

describe('limits hold for the whole tree', () => {
  test('the budget', async () => {
    const scripts = {
      lead: [{ calls: [ask('c1', 'scout', 'Look.')] }, { text: 'Done.' }],
      scout: [{ text: 'Long.', tokens: [900, 99] as [number, number] }],
    };
    await using bench = await openBench(TEAM, scripts, { limits: { maxTokens: 1_000 } });
    const result = await bench.agent.run('Go');
    expect(result).toMatchObject({ stopReason: 'budget', failure: { code: 'budget_exhausted' } });
  });

  test.each<[string, RunLimits, Step, string]>([
    ['tokens', { perSubAgent: { maxTokens: 1_000 } }, { text: 'Long.', tokens: [900, 99] }, 'budget'],
    ['time', { perSubAgent: { timeoutMs: 20 } }, untilStopped, 'timeout'],
  ])(
    'a sub-agent’s share of %s is for all below it, and its caller goes on',
    async (_n, limits, step, why) => {
      const files = {
        'lead.yaml': agentFile('lead', ['scout']),
        'scout.yaml': agentFile('scout', ['spy']),
        'spy.yaml': agentFile('spy', []),
      };
      const scripts = {
        lead: [{ calls: [ask('c1', 'scout', 'Look.')] }, { text: 'Done.' }],
        scout: [{ calls: [ask('c1', 'spy', 'Look.')] }, { text: 'Here.' }],
        spy: [step],
      };
      await using bench = await openBench(files, scripts, { limits });
      expect(await bench.agent.run('Go')).toMatchObject({ stopReason: 'answered', response: 'Done.' });
      expect(lastResult(bench.requests.at(-1))).toContain(`scout ended before it finished (${why})`);
    },
  );

  test('the depth: the last level has no tool for sub-agents', async () => {
    const files = {
      'a.yaml': agentFile('a', ['b']),
      'b.yaml': agentFile('b', ['c']),
      'c.yaml': agentFile('c', []),
    };
    const scripts = { a: [{ calls: [ask('c1', 'b', 'Go.')] }, { text: 'Done.' }], b: [{ text: 'Alone.' }] };
    await using bench = await openBench(files, scripts, { limits: { maxDepth: 1 } });
    await bench.agent.run('Go');
    expect(bench.requests.map(({ tools }) => tools?.map(({ name }) => name) ?? [])).toEqual([
      ['Agent'],
      [],
      ['Agent'],
    ]);
  });

  test('the number of runs', async () => {
    const scripts = {
      lead: [{ calls: [ask('c1', 'scout', 'One.'), ask('c2', 'scout', 'Two.')] }, { text: 'Done.' }],
      scout: [{ text: 'Here.' }],
    };
    await using bench = await openBench(TEAM, scripts, { limits: { maxRuns: 2 } });
    expect(await bench.agent.run('Go')).toMatchObject({ response: 'Done.' });
    expect(resultsOf(bench.requests.at(-1) ?? { messages: [] })[1]).toContain(
      'may start no more sub-agents than 1',
    );
  });
});

test('a stop reaches the sub-agents, and none is at work when the run has ended', async () => {
  const control = new AbortController();
  let atWork = 0;
  const wait = (_: unknown, signal: AbortSignal) =>
    new Promise<ModelReply>((_resolve, reject) => {
      atWork += 1;
      signal.addEventListener('abort', () => {
        atWork -= 1;
        reject(signal.reason);
      });
      if (atWork === 2) control.abort();
    });
  const calls = [ask('c1', 'scout', 'One.'), ask('c2', 'scout', 'Two.')];
  await using bench = await openBench(TEAM, { lead: [{ calls }], scout: [wait, wait] });
  const result = await bench.agent.run('Go', { signal: control.signal });
  expect(result.stopReason).toBe('cancelled');
  expect(atWork).toBe(0);
  const ends = bench.events.filter(({ event }) => event.type === 'RUN_ERROR').map(({ place }) => place.agent);
  expect(ends).toEqual(['scout', 'scout', 'lead']);
});

test('a sub-agent that waits for a decision goes on where it was', async () => {
  const files = {
    'lead.yaml': agentFile('lead', ['scout']),
    'scout.yaml': agentFile(
      'scout',
      [],
      'tools:\n  - {name: w, yaml_path: ./w.yaml, permissions: {allow: ["kept/**"]}}\n',
    ),
    'w.yaml':
      'type: tool\nname: w\ndescription: W.\ninput_schema: {type: object}\nbinding: builtin:write_file\n',
  };
  let decided = false;
  const permissions = { answer: async () => (decided ? ({ decision: 'allow' } as const) : undefined) };
  const scripts = {
    lead: [{ calls: [ask('c1', 'scout', 'Write.')] }, { text: 'Done.' }],
    scout: [{ calls: [call('w1', 'w', { file_path: 'a.txt', content: 'x' })] }, { text: 'Written.' }],
  };
  await using bench = await openBench(files, scripts, { permissions });
  expect(await bench.agent.run('Go')).toMatchObject({ stopReason: 'permission_pending' });
  decided = true;
  expect(await bench.agent.run()).toMatchObject({
    stopReason: 'answered',
    response: 'Done.',
    usage: { modelCalls: 2 },
  });
  expect(await readFile(join(bench.workspace, 'a.txt'), 'utf8')).toBe('x');
  expect(bench.events.filter(({ event }) => event.type === 'RUN_STARTED')).toHaveLength(2);
});

test('a sub-agent works in the same folder and has the storage of its own file', async () => {
  const write =
    'type: tool\nname: write_file\ndescription: W.\ninput_schema: {type: object}\nbinding: builtin:write_file\n';
  const keep = 'type: tool\nname: keep\ndescription: K.\ninput_schema: {type: object}\nbinding: keep\n';
  const tools =
    'tools:\n  - {name: write_file, yaml_path: ./write.yaml}\n  - {name: keep, yaml_path: ./keep.yaml}\n';
  const files = {
    'lead.yaml': agentFile('lead', ['scout'], `global_storage: {n: 1}\n${tools}`),
    'scout.yaml': agentFile('scout', [], `global_storage: {n: 7}\n${tools}`),
    'write.yaml': write,
    'keep.yaml': keep,
  };
  const seen: unknown[] = [];
  const bindings: NonNullable<Parameters<typeof openBench>[2]>['bindings'] = {
    async keep({ value }, { storage }) {
      seen.push(await storage?.get('n'));
      if (value !== undefined) await storage?.set('n', value);
      return 'kept';
    },
  };
  const scripts = {
    lead: [
      { calls: [call('k1', 'keep', { value: 2 })] },
      { calls: [ask('c1', 'scout', 'Go.')] },
      { calls: [call('k2', 'keep')] },
      { text: 'Done.' },
    ],
    scout: [
      {
        calls: [
          call('s1', 'keep', { value: 3 }),
          call('s2', 'write_file', { file_path: 'b.txt', content: 'b' }),
        ],
      },
      { text: 'Ok.' },
    ],
  };
  await using bench = await openBench(files, scripts, { bindings });
  await bench.agent.run('Go');
  expect(seen).toEqual([1, 7, 2]);
  expect(await readFile(join(bench.workspace, 'b.txt'), 'utf8')).toBe('b');
});

test('a limit in money needs a price', async () => {
  await using own = await makeFolder();
  const folder = own.path;
  await writeFile(join(folder, 'agent.yaml'), agentFile('solo', []));
  await using agent = await openLocalAgent({
    file: folder,
    environment: {},
    workspaceDirectory: join(folder, 'work'),
    model: { baseUrl: 'http://127.0.0.1:1', model: 'unpriced' },
    limits: { maxCostUsd: 1 },
  });
  expect(await agent.run('Go')).toMatchObject({
    stopReason: 'error',
    failure: { code: 'invalid_request', where: 'limits.maxCostUsd' },
    usage: { modelCalls: 0 },
  });
});
