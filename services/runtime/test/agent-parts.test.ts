/** What agent files bring with them: code, addresses, skills, tools that are found late, calls as text, middleware. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BundleFile, type Message, type Run, type ToolResultBlock, textOf } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { READ_TOOL } from './support/file-agents.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  type Asked,
  answersIn,
  lastResult,
  type ModelServer,
  startModelServer,
} from './support/model-server.ts';
import { byInput, createRun, type Script } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
let tools: Server;
let toolUrl: string;
/** Bodies that the tool at an address was sent. */
const posted: unknown[] = [];
const scripts = new Map<string, Script>();

beforeAll(async () => {
  tools = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push(JSON.parse(Buffer.concat(chunks).toString()));
      const isLong = request.url === '/long';
      response.writeHead(200, { 'content-type': isLong ? 'text/plain' : 'application/json' });
      response.end(isLong ? LONG_TEXT : JSON.stringify({ city: 'Oslo', content: 'Rain.' }));
    });
  });
  await new Promise<void>((resolve) => tools.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(tools.address() as AddressInfo).port}`;
  toolUrl = `http://${host}`;
  model = await startModelServer(byInput(scripts));
  runtime = await startTestRuntime({ modelUrl: model.url, environment: { EGRESS_ALLOW_HOSTS: host } });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
  tools?.closeAllConnections();
  tools?.close();
});

const LONG_TEXT = Array.from({ length: 400 }, (_, at) => `line ${at} of the long text`).join('\n');

function agent(lines: string, files: Record<string, string> = {}): BundleFile[] {
  const text = `type: agent\nname: worker\nsystem_prompt: You work.\nllm_config: {}\n${lines}\n`;
  const others = Object.entries(files).map(([path, content]) => ({ path, content }));
  return [{ path: 'agent.yaml', content: text }, ...others];
}

/** A tool file; further keys as YAML. */
const tool = (name: string, more: string, properties = '{ city: { type: string } }') =>
  `type: tool\nname: ${name}\ndescription: Does ${name}.\n${more}\ninput_schema: { type: object, properties: ${properties} }\n`;

async function ended(files: BundleFile[], input: string, script: Script): Promise<Run> {
  scripts.set(input, script);
  return finished(runtime.url, (await createRun(runtime, { files, input })).id);
}

/** Makes the calls one per turn, then tells of the last result. */
const calls =
  (...wanted: { name: string; args: unknown }[]): Script =>
  (asked): Answer => {
    const call = wanted[answersIn(asked)];
    return call ? { calls: [call] } : { text: `Got: ${lastResult(asked)}` };
  };

async function resultsOf(id: string): Promise<ToolResultBlock[]> {
  const messages: Message[] = (await trajectoryOf(runtime.url, id)).runs[0]?.messages ?? [];
  return messages.flatMap(({ content }) => content.filter((block) => block.type === 'tool_result'));
}

describe('a tool of the agent’s own', () => {
  test('in a file of the bundle runs in the sandbox, with its fixed arguments and its storage', async () => {
    const code = `export async function count({ city, step }: { city: string; step: number }, context: any) {
  const before = Number((await context.storage?.get('count')) ?? 0);
  await context.storage?.set('count', before + step);
  return { content: city + ' ' + (before + step), key: process.env.LLM_API_KEY ?? 'no key' };
}`;
    const files = agent(
      `global_storage: { count: 10 }
tools:
  - { yaml_path: count.yaml, extra_kwargs: { step: 5 } }`,
      { 'count.yaml': tool('count', 'binding: ts:./tools/count.ts#count'), 'tools/count.ts': code },
    );
    const call = { name: 'count', args: { city: 'Rome' } };
    const run = await ended(files, 'count', calls(call, call));
    expect(run).toMatchObject({ state: 'completed' });
    const results = await resultsOf(run.id);
    expect(results.map((one) => [one.isError, textOf(one).replaceAll(/\s+/g, ' ')])).toEqual([
      [false, expect.stringContaining('Rome 15')],
      [false, expect.stringContaining('Rome 20')],
    ]);
    expect(textOf(results[0] ?? { content: [] })).toContain('no key');
  });

  test('at an address is posted its arguments, and its formatter shows the answer', async () => {
    const files = agent('tools:\n  - { yaml_path: w.yaml, extra_kwargs: { unit: C } }', {
      'w.yaml': tool('weather', `binding: http:${toolUrl}/weather\nformatter: xml`),
    });
    const run = await ended(files, 'weather', calls({ name: 'weather', args: { city: 'Oslo' } }));
    expect(posted.at(-1)).toMatchObject({ arguments: { city: 'Oslo', unit: 'C' } });
    const [result] = await resultsOf(run.id);
    expect(textOf(result ?? { content: [] })).toMatch(/<meta name="city">Oslo<\/meta>[^]*Rain\./);
    expect(JSON.stringify(model.asked.at(-1)?.tools)).not.toContain('unit');
  });

  test('at an address of this network is not reached', async () => {
    const files = agent('tools:\n  - { yaml_path: w.yaml }', {
      'w.yaml': tool('weather', 'binding: http://127.0.0.1:1/x'),
    });
    const run = await ended(files, 'private', calls({ name: 'weather', args: {} }));
    expect(run.state).toBe('completed');
    expect(await resultsOf(run.id)).toMatchObject([{ isError: true }]);
  });
});

test('a skill is told of in short, loaded in full, and its files lie in the workspace', async () => {
  const files = agent('skills: [skills/art]\ntools:\n  - { yaml_path: tools/read.yaml }', {
    [READ_TOOL.path]: READ_TOOL.content,
    'skills/art/SKILL.md': '---\nname: art\ndescription: Makes art.\n---\n\nDraw with care.\n',
    'skills/art/ref/colours.md': 'Blue and gold.',
  });
  const run = await ended(
    files,
    'art',
    calls(
      { name: 'LoadSkill', args: { skill_name: 'art' } },
      { name: 'read_file', args: { file_path: '/workspace/.skills/art/ref/colours.md' } },
    ),
  );
  expect(run).toMatchObject({ state: 'completed', response: expect.stringContaining('Blue and gold.') });
  const [loaded] = await resultsOf(run.id);
  expect(textOf(loaded ?? { content: [] })).toMatch(/Draw with care.[^]*|\/workspace\/\.skills\/art/);
  const offered = JSON.stringify(model.asked[model.asked.length - 1]?.tools);
  expect(offered).toContain('Makes art.');
  expect(offered).not.toContain('Draw with care.');
});

test('a deferred tool is there after it was found, and for a worker that resumes', async () => {
  const files = agent('tools:\n  - { yaml_path: w.yaml }', {
    'w.yaml': tool('weather', `binding: http:${toolUrl}/weather\ndefer_loading: true\nsearch_hint: climate`),
  });
  const before = model.asked.length;
  const run = await ended(
    files,
    'later',
    calls(
      { name: 'weather', args: { city: 'Oslo' } },
      { name: 'ToolSearch', args: { query: 'climate' } },
      { name: 'weather', args: { city: 'Oslo' } },
    ),
  );
  expect((await resultsOf(run.id)).map((one) => one.errorKind ?? 'ran')).toEqual([
    'unknown_tool',
    'ran',
    'ran',
  ]);
  const offered = (asked: Asked) => asked.tools?.map((one) => one.function.name);
  expect(model.asked.slice(before).map(offered)).toEqual([
    ['ToolSearch'],
    ['ToolSearch'],
    expect.arrayContaining(['ToolSearch', 'weather']),
    expect.arrayContaining(['ToolSearch', 'weather']),
  ]);
});

test('calls as text: the model is told how to write them, and its results come as text', async () => {
  const files = agent('tool_call_mode: xml\ntools:\n  - { yaml_path: w.yaml }', {
    'w.yaml': tool('weather', `binding: http:${toolUrl}/weather`),
  });
  const written = (city: string) =>
    `<tool_use>\n  <tool_name>weather</tool_name>\n  <parameter>\n    <city>${city}</city>\n  </parameter>\n</tool_use>`;
  const before = model.asked.length;
  const run = await ended(files, 'text', (asked) => {
    if (answersIn(asked) > 0) return { text: 'It rains.' };
    return { text: `I look.\n${written('Bergen')}` };
  });
  expect(run).toMatchObject({ state: 'completed', response: 'It rains.' });
  expect(posted.at(-1)).toMatchObject({ arguments: { city: 'Bergen' } });
  const [first, second] = model.asked.slice(before);
  expect(first?.tools).toBeUndefined();
  expect(JSON.stringify(first?.messages)).toContain('<tool_use>');
  expect(second?.messages.at(-1)).toMatchObject({ role: 'user', content: expect.stringContaining('Rain.') });
  const { runs } = await trajectoryOf(runtime.url, run.id);
  expect(runs[0]?.messages.map((one) => one.role)).toEqual([
    'system',
    'user',
    'assistant',
    'tool',
    'assistant',
  ]);
});

describe('middleware', () => {
  const FILES = {
    'long.yaml': '',
    [READ_TOOL.path]: READ_TOOL.content,
  };
  const LINES = `middlewares:
  - { import: "builtin:long_tool_output", params: { max_output_chars: 600, head_chars: 100, tail_chars: 100, bypass_tool_names: [read_file] } }
tools:
  - { yaml_path: long.yaml }
  - { yaml_path: tools/read.yaml }`;

  test('cuts a long output, and the whole of it lies in the workspace', async () => {
    const files = agent(LINES, { ...FILES, 'long.yaml': tool('long', `binding: http:${toolUrl}/long`) });
    const run = await ended(files, 'long', (asked) => {
      const path = /is in (\/workspace\/\S+?)\. Read/.exec(lastResult(asked))?.[1];
      if (answersIn(asked) === 0) return { calls: [{ name: 'long', args: {} }] };
      return path === undefined
        ? { text: `Read: ${lastResult(asked)}` }
        : { calls: [{ name: 'read_file', args: { file_path: path } }] };
    });
    expect(run.state).toBe('completed');
    const [cut, whole] = await resultsOf(run.id);
    expect(textOf(cut ?? { content: [] }).length).toBeLessThan(1000);
    expect(textOf(cut ?? { content: [] })).toContain(`${LONG_TEXT.length} characters`);
    expect(whole?.isError).toBe(false);
  });

  test('of a run and of one below it keep their files apart, though their calls have the same id', async () => {
    const child = agent(LINES, {}).map((file) => ({
      path: 'child.yaml',
      content: file.content.replace('name: worker', 'name: child'),
    }));
    const files = [
      ...agent(`${LINES}\nsub_agents:\n  - { name: child, config_path: child.yaml }`, {
        ...FILES,
        'long.yaml': tool('long', `binding: http:${toolUrl}/long`),
      }),
      ...child,
    ];
    scripts.set('apart', (asked) => {
      if (answersIn(asked) === 0) return { calls: [{ id: 'same', name: 'long', args: {} }] };
      const mayAsk = asked.tools?.some((one) => one.function.name === 'Agent');
      if (answersIn(asked) > 1 || !mayAsk) return { text: lastResult(asked) };
      return { calls: [{ name: 'Agent', args: { sub_agent_name: 'child', message: 'apart' } }] };
    });
    const { id } = await createRun(runtime, { files, agent: 'agent.yaml', input: 'apart' });
    expect((await finished(runtime.url, id)).state).toBe('completed');
    const { runs } = await trajectoryOf(runtime.url, id);
    const paths = new Set(
      JSON.stringify(runs.map((run) => run.messages)).match(/\/workspace\/[\w./-]*same[\w.-]*txt/g),
    );
    expect(paths.size).toBe(2);
  });
});
