import { type Message, textMessage } from '@nex/core';
import { afterEach, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { PROVIDERS } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const { signal } = new AbortController();
const SSE = { 'content-type': 'text/event-stream' };
const user = textMessage('user', 'hi');
const json = (name: string, status = 200): PlayedReply => ({
  body: fixture(`openai-responses/${name}.json`),
  status,
});
const sse = (name: string): PlayedReply => ({ body: fixture(`openai-responses/${name}.sse`), headers: SSE });

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

async function setUp(replies: PlayedReply[]) {
  const server = stack.use(await startReplyServer(replies));
  const model = stack.use(
    PROVIDERS.openai_responses({
      baseUrl: server.baseUrl,
      model: 'acme-large',
      apiKey: 'sk-test-0123456789',
    }),
  );
  const inputs = () => server.requests.map(({ body }) => (JSON.parse(body) as { input: object[] }).input);
  return { server, model, inputs };
}

test('asks as the API wants it', async () => {
  const { server, model } = await setUp([json('text')]);
  await model.call({ messages: [textMessage('system', 's'), user] }, { signal });
  expect(server.requests[0]).toMatchObject({
    path: '/v1/responses',
    headers: { authorization: 'Bearer sk-test-0123456789' },
    body: '{"model":"acme-large","parallel_tool_calls":true,"include":["reasoning.encrypted_content"],"store":false,"instructions":"s","input":[{"role":"user","content":"hi"}]}',
  });
});

test('reasoning goes back as it came', async () => {
  const { model, inputs } = await setUp([sse('reasoning'), json('text')]);
  const { message, usage } = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  expect(usage).toEqual({
    inputTokens: 15,
    outputTokens: 40,
    cachedInputTokens: 7,
    reasoningTokens: 28,
    modelCalls: 1,
  });
  await model.call({ messages: [user, message, user] }, { signal });
  const came = JSON.parse(fixture('openai-responses/reasoning.json').toString()) as { output: object[] };
  expect(inputs()[1]?.[1]).toEqual(came.output[0]);
});

test('reasoning that the server cannot decrypt is left out, once and for all', async () => {
  const { model, server } = await setUp([json('error-proof', 400), json('text')]);
  const said: Message = {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'hm', id: 'rs_9', encrypted: 'foreign' },
      { type: 'text', text: 'yes' },
    ],
  };
  await model.call({ messages: [user, said, user] }, { signal });
  await model.call({ messages: [user, said, user] }, { signal });
  expect(server.requests.map(({ body }) => body.includes('foreign'))).toEqual([true, false, false]);
});

test.each<[string, string, string]>([
  ['refusal', 'stop', 'I cannot help with that.'],
  ['filtered', 'content_filter', 'Half'],
])('%s', async (name, finishReason, text) => {
  const { model } = await setUp([json(name), sse(name)]);
  const whole = await model.call({ messages: [user] }, { signal });
  expect(whole).toMatchObject({ finishReason, message: textMessage('assistant', text) });
  await expect(model.call({ messages: [user] }, { signal, onDelta: () => {} })).resolves.toEqual(whole);
});

test('a response that fails within its stream', async () => {
  const { model } = await setUp([sse('failed')]);
  await expect(model.call({ messages: [user] }, { signal, onDelta: () => {} })).rejects.toMatchObject({
    code: 'model_overloaded',
    message: expect.stringContaining('429: Rate limit reached') as string,
  });
});

test('a gateway that announces nothing and repeats nothing is understood', async () => {
  const events = [
    '{"type":"response.reasoning_text.delta","output_index":0,"delta":"hm"}',
    '{"type":"response.output_text.delta","output_index":1,"delta":"Let me "}',
    '{"type":"response.output_text.delta","output_index":1,"delta":"look."}',
    '{"type":"response.output_item.added","output_index":2,"item":{"type":"function_call","call_id":"c1","name":"look","arguments":""}}',
    '{"type":"response.function_call_arguments.delta","output_index":2,"delta":"{}"}',
    '{"type":"response.completed","response":{"status":"completed","output":[]}}',
  ];
  const { model } = await setUp([
    { body: events.map((event) => `data: ${event}\n\n`).join(''), headers: SSE },
  ]);
  const { message, finishReason } = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  expect(message.content).toEqual([
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: 'Let me look.' },
    { type: 'tool_call', id: 'c1', name: 'look', argumentsText: '{}', arguments: {} },
  ]);
  expect(finishReason).toBe('tool_calls');
});

test('logprobs of the texts are kept, whole and streamed, repeated at the end or not', async () => {
  const entry = (token: string, logprob: number) => ({
    token,
    logprob,
    top_logprobs: [{ token: 'other', logprob: -9 }],
  });
  const text = (logprobs: object[]) => ({ type: 'output_text', text: 'Hi!', logprobs });
  const item = { type: 'message', content: [text([entry('Hi', -0.1), entry('!', -0.2)])] };
  const whole = { status: 'completed', output: [item] };
  const deltas = [
    { type: 'response.output_text.delta', output_index: 0, delta: 'Hi', logprobs: [entry('Hi', -0.1)] },
    { type: 'response.output_text.delta', output_index: 0, delta: '!', logprobs: [entry('!', -0.2)] },
  ];
  const stream = (response: object): PlayedReply => ({
    body: [...deltas, { type: 'response.completed', response }]
      .map((event) => `data: ${JSON.stringify(event)}\n\n`)
      .join(''),
    headers: SSE,
  });
  const { model } = await setUp([
    { body: JSON.stringify(whole) },
    stream(whole),
    stream({ status: 'completed', output: [] }),
  ]);
  const top = [{ token: 'other', logprob: -9 }];
  for (const call of [{ signal }, { signal, onDelta: () => {} }, { signal, onDelta: () => {} }]) {
    const { tokens } = await model.call({ messages: [user] }, call);
    expect(tokens).toEqual({
      logprobs: [
        { token: 'Hi', logprob: -0.1, top },
        { token: '!', logprob: -0.2, top },
      ],
    });
  }
});
