/** A run begins with the state of tool servers that its caller gives, and its trajectory has what they came to. */
import type { InitialState } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALC_BUNDLE, MEMORY_BUNDLE } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { answersIn, lastResult, type ModelServer, startModelServer } from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

const entity = (name: string) => ({ type: 'entity', name, entityType: 'plant', observations: ['green'] });
const initialState: InitialState = {
  memory: { 'memory.jsonl': JSON.stringify(entity('tea')), 'notes/one.txt': 'kept' },
};

const FOLDER_BUNDLE = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: clerk
system_prompt: You are the clerk.
llm_config: {}
tools:
  - { name: read_file, binding: builtin:read_file, yaml_path: read.yaml }
  - { name: write_file, binding: builtin:write_file, yaml_path: write.yaml }
`,
  },
  {
    path: 'read.yaml',
    content: `type: tool
name: read_file
description: Reads a file.
input_schema: { type: object, properties: { file_path: { type: string } } }
`,
  },
  {
    path: 'write.yaml',
    content: `type: tool
name: write_file
description: Writes a file.
input_schema: { type: object, properties: { file_path: { type: string }, content: { type: string } } }
`,
  },
];

let model: ModelServer;
let runtime: TestRuntime;

beforeAll(async () => {
  model = await startModelServer((asked) => {
    const turn = answersIn(asked);
    if (asked.messages.some(({ content }) => content === 'Copy the list.')) {
      if (turn === 0) return { calls: [{ name: 'read_file', args: { file_path: 'in/list.txt' } }] };
      const content = 'tea and mint';
      if (turn === 1) return { calls: [{ name: 'write_file', args: { file_path: 'out.txt', content } }] };
      return { text: 'Copied.' };
    }
    if (turn === 0) return { calls: [{ name: 'memory__read_graph', args: {} }] };
    const { type: _type, ...mint } = entity('mint');
    if (turn === 1) return { calls: [{ name: 'memory__create_entities', args: { entities: [mint] } }] };
    return { text: `Done: ${lastResult(asked)}` };
  });
  runtime = await startTestRuntime({ modelUrl: model.url });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

test('over REST and gRPC, and each run has a state of its own', async () => {
  const body = { files: MEMORY_BUNDLE, input: 'Add mint.', initialState, captureState: ['memory', 'other'] };
  const first = (await (await runtime.post('/v1/runs', body)).json()) as {
    id: string;
    frameworkDigest: string;
  };
  const { runs } = await runtime.rpc.createRuns({
    runs: [
      {
        frameworkDigest: first.frameworkDigest,
        input: 'Add mint.',
        seed: 7,
        initialStateJson: JSON.stringify({ memory: { 'memory.jsonl': JSON.stringify(entity('sage')) } }),
        captureState: ['memory'],
      },
    ],
  });
  const names = async (id: string) => {
    expect(await finished(runtime.url, id)).toMatchObject({ state: 'completed' });
    const { finalState } = await trajectoryOf(runtime.url, id);
    expect(Object.keys(finalState ?? {})).toEqual(['memory']);
    const text = finalState?.['memory']?.files['memory.jsonl'] ?? '';
    const lines = text.split('\n').map((line) => JSON.parse(line) as { name: string });
    return { names: lines.map(({ name }) => name), files: Object.keys(finalState?.['memory']?.files ?? {}) };
  };
  expect(await names(first.id)).toEqual({
    names: ['tea', 'mint'],
    files: ['memory.jsonl', 'notes/one.txt'],
  });
  expect(await names(runs[0]?.id ?? '')).toEqual({ names: ['sage', 'mint'], files: ['memory.jsonl'] });
});

test("the run's own folder is a state, too", async () => {
  const response = await runtime.post('/v1/runs', {
    files: FOLDER_BUNDLE,
    input: 'Copy the list.',
    initialState: { workspace: { 'in/list.txt': 'tea, mint' } },
    captureState: ['workspace'],
  });
  const { id } = (await response.json()) as { id: string };
  expect(await finished(runtime.url, id)).toMatchObject({ state: 'completed', response: 'Copied.' });
  const { finalState, runs } = await trajectoryOf(runtime.url, id);
  expect(JSON.stringify(runs[0]?.messages)).toContain('tea, mint');
  expect(finalState).toEqual({
    workspace: { files: { 'in/list.txt': 'tea, mint', 'out.txt': 'tea and mint' }, binary: {}, omitted: {} },
  });
});

test('a server that keeps no files fails the run, and says which', async () => {
  const response = await runtime.post('/v1/runs', {
    files: CALC_BUNDLE,
    input: 'What is 1+1?',
    initialState: { calc: { 'a.txt': 'x' } },
  });
  const { id } = (await response.json()) as { id: string };
  const run = await finished(runtime.url, id);
  expect(run).toMatchObject({
    state: 'failed',
    failure: { code: 'invalid_request', where: 'initialState.calc' },
  });
});

test('a path that leads out is refused', async () => {
  const initial = { memory: { '../../x': 'y' } };
  const response = await runtime.post('/v1/runs', {
    files: MEMORY_BUNDLE,
    input: 'x',
    initialState: initial,
  });
  expect(response.status).toBe(400);
});

test('a check of a bundle tells which servers keep no state in files', async () => {
  const stateServers = ['memory', 'calc', 'nobody'];
  const check = { files: CALC_BUNDLE, checkOnly: true, stateServers };
  expect((await runtime.rpc.putBundle(check)).stateless).toEqual(['calc', 'nobody']);
});
