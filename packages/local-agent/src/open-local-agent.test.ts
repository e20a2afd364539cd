import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, type ModelReply, textOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { call, lastResult, openBench, reply } from './__fixtures__/bench.ts';
import { makeFolder } from './__fixtures__/folder.ts';
import { openLocalAgent } from './open-local-agent.ts';
import { resultJson } from './result-json.ts';

const WRITE =
  'type: tool\nname: write_file\ndescription: Writes.\ninput_schema: {type: object}\nbinding: builtin:write_file\n';
const READ =
  'type: tool\nname: read_file\ndescription: Reads.\ninput_schema: {type: object}\nbinding: builtin:read_file\n';

function agentFile(name: string, more = ''): string {
  return `type: agent\nname: ${name}\ndescription: ${name} helps.\nsystem_prompt: ${name} works.\nllm_config: {}\n${more}`;
}

const SOLO = {
  'agent.yaml': agentFile(
    'solo',
    'tools:\n  - {name: write_file, yaml_path: ./write.yaml}\n  - {name: read_file, yaml_path: ./read.yaml}\n',
  ),
  'write.yaml': WRITE,
  'read.yaml': READ,
};

test('a run works in the workspace and gives the structured result', async () => {
  const steps = [
    { calls: [call('c1', 'write_file', { file_path: 'a.txt', content: 'hi' })] },
    { text: 'Written.' },
  ];
  await using bench = await openBench(SOLO, { solo: steps });
  const result = await bench.agent.run('Write it.');
  expect(result).toMatchObject({
    stopReason: 'answered',
    response: 'Written.',
    usage: { inputTokens: 20, modelCalls: 2 },
  });
  expect(result.failure).toBeUndefined();
  expect(await readFile(join(bench.workspace, 'a.txt'), 'utf8')).toBe('hi');
  expect(resultJson(result)).toEqual({
    run_id: result.runId,
    response: 'Written.',
    output: null,
    stop_reason: 'answered',
    usage: {
      input_tokens: 20,
      output_tokens: 10,
      cached_input_tokens: 0,
      reasoning_tokens: 0,
      model_calls: 2,
    },
    cost: null,
    error: null,
  });
  const types = bench.events.map(({ event }) => event.type);
  expect(types[0]).toBe('RUN_STARTED');
  expect(types.at(-1)).toBe('RUN_FINISHED');
  expect(types).toContain('TOOL_CALL_RESULT');
  expect(new Set(bench.events.map(({ event }) => event.runId))).toEqual(new Set([result.runId]));
});

test('the next run goes on from what was said; another conversation does not', async () => {
  await using bench = await openBench(SOLO, {
    solo: [{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }],
  });
  await bench.agent.run('First');
  await bench.agent.run('Second');
  expect(bench.requests[1]?.messages.map(textOf)).toEqual(['solo works.', 'First', 'One.', 'Second']);
  await using other = bench.agent.openConversation();
  await other.run('Third');
  expect(bench.requests[2]?.messages.map(textOf)).toEqual(['solo works.', 'Third']);
  expect(other.usage.modelCalls).toBe(1);
});

test('max_iterations counts the answers of a run, not of the conversation', async () => {
  const files = { 'agent.yaml': agentFile('solo', 'max_iterations: 1\n') };
  await using bench = await openBench(files, { solo: [{ text: 'One.' }, { text: 'Two.' }] });
  await bench.agent.run('First');
  expect(await bench.agent.run('Second')).toMatchObject({ stopReason: 'answered', response: 'Two.' });
});

test('a run that is stopped ends as cancelled, and the conversation goes on', async () => {
  const control = new AbortController();
  const wait = (_: unknown, signal: AbortSignal) =>
    new Promise<ModelReply>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      control.abort();
    });
  await using bench = await openBench(SOLO, { solo: [wait, { text: 'Here.' }] });
  const stopped = await bench.agent.run('Begin', { signal: control.signal });
  expect(stopped).toMatchObject({ stopReason: 'cancelled', failure: { code: 'cancelled' } });
  expect(await bench.agent.run('Are you there?')).toMatchObject({
    stopReason: 'answered',
    response: 'Here.',
  });
});

test('calls that a stop left open are answered before the conversation goes on', async () => {
  const control = new AbortController();
  const files = {
    'agent.yaml': agentFile('solo', 'tools:\n  - {name: hang, yaml_path: ./hang.yaml}\n'),
    'hang.yaml': 'type: tool\nname: hang\ndescription: Hangs.\ninput_schema: {type: object}\nbinding: hang\n',
  };
  const bindings = {
    hang: () =>
      new Promise<never>(() => {
        control.abort();
      }),
  };
  await using bench = await openBench(
    files,
    { solo: [{ calls: [call('c1', 'hang')] }, { text: 'On.' }] },
    { bindings },
  );
  expect(await bench.agent.run('Hang', { signal: control.signal })).toMatchObject({
    stopReason: 'cancelled',
  });
  expect(await bench.agent.run('Go on')).toMatchObject({ stopReason: 'answered', response: 'On.' });
  const result = bench.requests[1]?.messages.find((message) => message.role === 'tool');
  expect(result?.content[0]).toMatchObject({ toolCallId: 'c1', isError: true, errorKind: 'unknown_outcome' });
});

test('one run at a time in a conversation', async () => {
  const gate = Promise.withResolvers<ModelReply>();
  await using bench = await openBench(SOLO, { solo: [() => gate.promise] });
  const first = bench.agent.run('First');
  await expect(bench.agent.run('Second')).rejects.toMatchObject({ code: 'conflict' });
  gate.resolve(reply({ text: 'Done.' }));
  expect(await first).toMatchObject({ response: 'Done.' });
});

test('a model that fails and an output schema that is kept are in the result', async () => {
  const schema = {
    type: 'object',
    properties: { n: { type: 'number' } },
    required: ['n'],
  } satisfies JsonObject;
  await using bench = await openBench(SOLO, { solo: [{ text: '{"n": 4}' }] });
  expect(await bench.agent.run('Count', { outputSchema: schema })).toMatchObject({ output: { n: 4 } });
  expect(await bench.agent.run('Again')).toMatchObject({
    stopReason: 'model_error',
    failure: { code: 'internal' },
  });
  expect(bench.events.at(-1)?.event).toMatchObject({
    type: 'RUN_ERROR',
    data: { stopReason: 'model_error' },
  });
});

describe('permissions', () => {
  const files = {
    ...SOLO,
    'agent.yaml': agentFile(
      'solo',
      'tools:\n  - {name: write_file, yaml_path: ./write.yaml, permissions: {allow: ["kept/**"]}}\n',
    ),
  };
  const write = (id: string, path: string) => ({
    calls: [call(id, 'write_file', { file_path: path, content: 'x' })],
  });

  test('without a desk what has to be asked is denied', async () => {
    await using bench = await openBench(files, { solo: [write('c1', 'a.txt'), { text: 'No.' }] });
    await bench.agent.run('Write');
    expect(lastResult(bench.requests[1])).toContain('was not allowed to run');
  });

  test('an answer "always" is asked for once, over all conversations', async () => {
    const asked: string[] = [];
    const permissions = {
      async answer({ key }: { key: string }) {
        asked.push(key);
        return { decision: 'allow', always: true } as const;
      },
    };
    const solo = [write('c1', 'a.txt'), { text: 'Yes.' }, write('c2', 'a.txt'), { text: 'Yes.' }];
    await using bench = await openBench(files, { solo }, { permissions });
    await bench.agent.run('Write');
    await bench.agent.openConversation().run('Write');
    expect(asked).toHaveLength(1);
    expect(await readFile(join(bench.workspace, 'a.txt'), 'utf8')).toBe('x');
  });

  test('a run that waits goes on without input once there is an answer', async () => {
    let decided = false;
    const permissions = {
      answer: async () => (decided ? ({ decision: 'allow' } as const) : undefined),
    };
    await using bench = await openBench(
      files,
      { solo: [write('c1', 'a.txt'), { text: 'Yes.' }] },
      { permissions },
    );
    const waiting = await bench.agent.run('Write');
    expect(waiting).toMatchObject({ stopReason: 'permission_pending', response: '' });
    await expect(bench.agent.run('Other')).rejects.toMatchObject({ code: 'conflict' });
    decided = true;
    expect(await bench.agent.run()).toMatchObject({
      runId: waiting.runId,
      stopReason: 'answered',
      response: 'Yes.',
    });
  });
});

describe('what is wrong is said at the start', () => {
  test('no model', async () => {
    await using own = await makeFolder();
    const folder = own.path;
    await writeFile(
      join(folder, 'agent.yaml'),
      agentFile('solo').replace('{}', '{model: "${env.LLM_MODEL}"}'),
    );
    const opening = openLocalAgent({
      file: folder,
      environment: {},
      workspaceDirectory: join(folder, 'w'),
    });
    await expect(opening).rejects.toMatchObject({
      code: 'config_invalid',
      message: 'No model is configured for the agent solo: base_url and model missing.',
      hint: expect.stringContaining('LLM_BASE_URL'),
    });
  });

  test.each([
    ['no such file', 'nothing.yaml', {}, 'not_found'],
    ['an empty folder', '.', {}, 'invalid_request'],
    ['several agents', '.', { 'a.yaml': agentFile('a'), 'b.yaml': agentFile('b') }, 'invalid_request'],
    ['a broken file', 'a.yaml', { 'a.yaml': agentFile('a', 'nonsense: 1\n') }, 'config_invalid'],
    [
      'a server that is not there',
      'a.yaml',
      { 'a.yaml': agentFile('a', 'mcp_servers: [{type: catalogue, name: nope}]\n') },
      'not_found',
    ],
    [
      'a sandbox without walls',
      'a.yaml',
      { 'a.yaml': agentFile('a', 'sandbox_config: {type: plain}\n') },
      'config_invalid',
    ],
  ])('%s', async (_, file, files, code) => {
    await using own = await makeFolder();
    const folder = own.path;
    for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
    const model = { baseUrl: 'http://127.0.0.1:9', model: 'm' };
    const opening = openLocalAgent({
      file: join(folder, file),
      environment: {},
      workspaceDirectory: join(folder, 'w'),
      model,
    });
    await expect(opening).rejects.toMatchObject({ code });
  });
});

test('the agent of a framework reads the files of the whole framework', async () => {
  await using own = await makeFolder();
  const folder = own.path;
  await mkdir(join(folder, 'agents'));
  await writeFile(
    join(folder, 'framework.yaml'),
    'type: framework\nname: pair\nversion: 1.0.0\nentry: agents/main.yaml\nagents: [{name: main, file: agents/main.yaml, parent: null}]\n',
  );
  await writeFile(join(folder, 'prompt.md'), 'Shared words.');
  const file = join(folder, 'agents/main.yaml');
  await writeFile(
    file,
    'type: agent\nname: main\nsystem_prompt: ../prompt.md\nsystem_prompt_type: file\nllm_config: {}\n',
  );
  const model = { baseUrl: 'http://127.0.0.1:9', model: 'm' };
  const options = { environment: {}, workspaceDirectory: join(folder, 'w'), model };
  await using agent = await openLocalAgent({ ...options, file });
  expect(agent.spec.systemPrompt).toMatchObject([{ text: 'Shared words.' }]);
  expect(agent.model).toEqual({ name: 'm', provider: '127.0.0.1:9' });
  agent.useModel({ model: 'other' });
  expect(agent.model.name).toBe('other');
});
