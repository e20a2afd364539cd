import type { Run } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALC_BUNDLE } from './support/bundles.ts';
import { answersIn, lastResult, type ModelServer, startModelServer } from './support/model-server.ts';
import { startStreamingModel } from './support/streaming-model.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;

beforeAll(async () => {
  model = await startModelServer((asked) => {
    const said = JSON.stringify(asked.messages.at(-1)?.content ?? '');
    if (said.includes('wait')) return new Promise(() => {});
    if (said.includes('fail')) return { status: 400 };
    const isNew = asked.messages.at(-1)?.role === 'user';
    if (isNew) return { text: 'Let me see.', calls: [{ name: 'calc__math', args: { expression: '6*7' } }] };
    return { text: `It is ${lastResult(asked)}, after ${answersIn(asked)} answers.` };
  });
  runtime = await startTestRuntime({ modelUrl: model.url });
  expect((await runtime.put('/v1/agents/calculator', { files: CALC_BUNDLE })).status).toBe(200);
});
afterAll(async () => {
  await runtime[Symbol.asyncDispose]();
  await model[Symbol.asyncDispose]();
});

const ask = (content: unknown, more: object = {}) =>
  runtime.post('/v1/chat/completions', {
    model: 'calculator',
    messages: [{ role: 'user', content }],
    ...more,
  });

test('an agent answers like a model, with the usage of all it did', async () => {
  const reply = await ask('What is six times seven?', { temperature: 0.2 });
  expect(reply.status).toBe(200);
  const body = (await reply.json()) as { nex_run_id: string };
  expect(body).toMatchObject({
    object: 'chat.completion',
    model: 'calculator',
    choices: [
      { message: { role: 'assistant', content: expect.stringContaining('42') }, finish_reason: 'stop' },
    ],
    usage: { prompt_tokens: 200, completion_tokens: 20, total_tokens: 220 },
  });
  expect((await runtime.get(`/v1/runs/${body.nex_run_id}`)).status).toBe(200);
});

test('the conversation so far and further system messages reach the model in order', async () => {
  const reply = await runtime.post('/v1/chat/completions', {
    model: 'calculator',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Good day.' },
      { role: 'user', content: [{ type: 'text', text: 'Six times seven?' }] },
    ],
  });
  expect(reply.status).toBe(200);
  const asked = model.asked.at(-2)?.messages ?? [];
  expect(asked.map(({ role, content }) => [role, content])).toEqual([
    ['system', 'You calculate.'],
    ['system', 'Be brief.'],
    ['user', 'Hello'],
    ['assistant', 'Good day.'],
    ['user', 'Six times seven?'],
  ]);
});

test.each([
  [true, 'Let me see.\n\nIt is 42'],
  [false, 'It is 42'],
])('a stream (live: %s) ends with its finish reason, usage and [DONE]', async (live, text) => {
  const more = { stream: true, stream_options: { include_usage: true }, nex_live: live };
  const reply = await ask('Six times seven?', more);
  const lines = (await reply.text()).split('\n\n').filter((line) => line.startsWith('data: '));
  expect(lines.at(-1)).toBe('data: [DONE]');
  const chunks = lines.slice(0, -1).map((line) => JSON.parse(line.slice(6)));
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toMatch(
    new RegExp(`^${text}`),
  );
  expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
  expect(chunks.at(-1).usage.total_tokens).toBe(220);
});

test.each<[string, object, number, string]>([
  ['an unknown agent', { model: 'nobody', messages: [{ role: 'user', content: 'x' }] }, 404, 'not_found'],
  [
    'no user message',
    { model: 'calculator', messages: [{ role: 'assistant', content: 'x' }] },
    400,
    'invalid_request',
  ],
  [
    'an empty message',
    { model: 'calculator', messages: [{ role: 'user', content: '' }] },
    400,
    'invalid_request',
  ],
  [
    'a tool message',
    {
      model: 'calculator',
      messages: [
        { role: 'tool', content: 'x' },
        { role: 'user', content: 'x' },
      ],
    },
    400,
    'invalid_request',
  ],
  ['no messages', { model: 'calculator' }, 400, 'invalid_request'],
  [
    'a failed run',
    { model: 'calculator', messages: [{ role: 'user', content: 'fail' }] },
    502,
    'model_rejected',
  ],
])('%s is an error in the form of the API', async (_name, body, status, code) => {
  const reply = await runtime.post('/v1/chat/completions', body);
  expect(reply.status).toBe(status);
  expect(await reply.json()).toMatchObject({ error: { message: expect.any(String), type: code, code } });
});

describe('a client that goes away', () => {
  const newest = async () => {
    const page = (await (await runtime.get('/v1/runs?limit=1')).json()) as { items: Run[] };
    return page.items[0];
  };
  const leave = async (more: object) => {
    const client = new AbortController();
    const before = model.asked.length;
    const asking = fetch(`${runtime.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'calculator', messages: [{ role: 'user', content: 'wait' }], ...more }),
      signal: client.signal,
    });
    await expect.poll(() => model.asked.length).toBe(before + 1);
    client.abort();
    await expect(asking.then((answer) => answer.text())).rejects.toThrow();
    return (await newest())?.id ?? '';
  };

  test.each([false, true])('cancels the run (stream: %s)', async (stream) => {
    const id = await leave({ stream });
    await expect.poll(async () => (await newest())?.state).toBe('cancelled');
    expect((await newest())?.id).toBe(id);
  });

  test('or not, when it said that the run goes on', async () => {
    const id = await leave({ nex_on_disconnect: 'continue' });
    const { state } = (await (await runtime.get(`/v1/runs/${id}`)).json()) as Run;
    expect(state).toBe('running');
    expect((await runtime.post(`/v1/runs/${id}/cancel`)).status).toBe(200);
    expect((await ask('x', { nex_on_disconnect: 'perhaps' })).status).toBe(400);
  });
});

test('a stream gives the answer while the model writes it', async () => {
  await using slow = await startStreamingModel();
  await using streaming = await startTestRuntime({ modelUrl: slow.url });
  expect((await streaming.put('/v1/agents/calculator', { files: CALC_BUNDLE })).status).toBe(200);
  const reply = await streaming.post('/v1/chat/completions', {
    model: 'calculator',
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
  });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  const until = async (text: string) => {
    while (!read.includes(text)) read += (await reader?.read())?.value ?? '';
  };
  const pending = await slow.next();
  pending.say({ content: 'Good ' });
  await until('"content":"Good "');
  pending.say({ content: 'day.' });
  await until('"content":"day."');
  pending.end();
  await until('[DONE]');
  expect(read.match(/"content":"[^"]+"/g)).toEqual(['"content":"Good "', '"content":"day."']);
});

test('names are listed, read, changed and taken away', async () => {
  expect(await (await runtime.get('/v1/models')).json()).toMatchObject({ data: [{ id: 'calculator' }] });
  expect((await runtime.put('/v1/agents/other', { files: CALC_BUNDLE })).status).toBe(200);
  expect(await (await runtime.get('/v1/agents?limit=1')).json()).toMatchObject({
    items: [{ name: 'calculator', agent: 'agent.yaml', description: 'Calculates.' }],
    nextCursor: 'calculator',
  });
  expect((await fetch(`${runtime.url}/v1/agents/other`, { method: 'DELETE' })).status).toBe(204);
  expect((await runtime.get('/v1/agents/other')).status).toBe(404);
});
