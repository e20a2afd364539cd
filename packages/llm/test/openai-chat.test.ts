import { type Message, type ModelDelta, NexError, textMessage, textOf } from '@nex/core';
import { afterEach, describe, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { createHttpPool, createOpenAiChatModel, type OpenAiChatOptions } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const REQUEST = { messages: [textMessage('user', 'hi')] };
const { signal } = new AbortController();
const SSE = { 'content-type': 'text/event-stream' };
const json = (name: string, reply: Partial<PlayedReply> = {}): PlayedReply => ({
  body: fixture(`${name}.json`),
  ...reply,
});
const sse = (name: string, reply: Partial<PlayedReply> = {}): PlayedReply => ({
  body: fixture(`${name}.sse`),
  headers: SSE,
  ...reply,
});

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

async function setUp(replies: PlayedReply[], options: Partial<OpenAiChatOptions> = {}) {
  const server = stack.use(await startReplyServer(replies));
  const model = stack.use(
    createOpenAiChatModel({
      baseUrl: server.baseUrl,
      model: 'acme-large',
      apiKey: 'sk-test-0123456789',
      ...options,
    }),
  );
  return { server, model };
}

test('asks as the API wants it, over kept sockets', async () => {
  const { server, model } = await setUp([json('text')], { headers: { 'x-team': 'data' } });
  for (let i = 0; i < 6; i += 1) {
    const reply = await model.call(REQUEST, { signal });
    expect(textOf(reply.message)).toBe('Grüße aus 東京 🗼, naïve café.');
  }
  expect(model).toMatchObject({ name: 'acme-large', provider: new URL(server.baseUrl).host });
  expect(server.requests[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: {
      authorization: 'Bearer sk-test-0123456789',
      'content-type': 'application/json',
      'x-team': 'data',
    },
    body: '{"model":"acme-large","messages":[{"role":"user","content":"hi"}]}',
  });
  expect(server.sockets).toBeLessThanOrEqual(2);
});

test.each(['text', 'tool-call', 'parallel-calls', 'reasoning', 'length', 'calls-without-index'])(
  '%s: streaming and not streaming give the same reply',
  async (name) => {
    const { server, model } = await setUp([json(name), sse(name)]);
    const deltas: ModelDelta[] = [];
    const whole = await model.call(REQUEST, { signal });
    const streamed = await model.call(REQUEST, { signal, onDelta: (delta) => void deltas.push(delta) });
    expect(streamed).toEqual(whole);
    expect(deltas.length).toBeGreaterThan(1);
    expect(server.requests.map((request) => request.body.includes('"stream":true'))).toEqual([false, true]);
  },
);

test('a server that cannot stream still gives its deltas', async () => {
  const { model } = await setUp([json('reasoning')]);
  const deltas: ModelDelta[] = [];
  await model.call(REQUEST, { signal, onDelta: (delta) => void deltas.push(delta) });
  expect(deltas.map((delta) => delta.type)).toEqual(['reasoning', 'text']);
});

test.each<[string, PlayedReply, string, string]>([
  ['a stream that is closed early', sse('cut', { ending: 'cut' }), 'model_unreachable', 'cannot be reached'],
  ['a stream that ends early', sse('cut'), 'model_unreachable', 'broke off'],
  ['an error within the stream', sse('error-in-stream'), 'model_overloaded', 'upstream overloaded'],
  ['a stream of rubbish', { body: 'data: {oops\n\n', headers: SSE }, 'model_unreachable', 'broke off'],
])('%s is %s', async (_name, reply, code, message) => {
  const { model } = await setUp([reply]);
  const call = model.call(REQUEST, { signal, onDelta: () => {} });
  await expect(call).rejects.toMatchObject({
    code,
    retryable: true,
    message: expect.stringContaining(message) as string,
  });
});

test('an answer that stays open after its end is complete', async () => {
  const { model } = await setUp([sse('text', { ending: 'hold' })]);
  const reply = await model.call(REQUEST, { signal, onDelta: () => {} });
  expect(reply.finishReason).toBe('stop');
});

test('a finished answer without [DONE] is complete', async () => {
  const body = fixture('text.sse').toString().replace('data: [DONE]\n\n', '');
  const { model } = await setUp([{ body, headers: SSE, ending: 'cut' }]);
  await expect(model.call(REQUEST, { signal, onDelta: () => {} })).resolves.toMatchObject({
    finishReason: 'stop',
  });
});

test.each<[string, PlayedReply, string]>([
  ['a web page', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'model_rejected'],
  ['an answer without choices', { body: '{"usage":{}}' }, 'model_overloaded'],
  ['an error with status 200', { body: '{"error":{"message":"no","code":400}}' }, 'model_rejected'],
  ['a refused key', json('error-401', { status: 401 }), 'model_rejected'],
])('%s is %s', async (_name, reply, code) => {
  const { model } = await setUp([reply]);
  const thrown = await model.call(REQUEST, { signal }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(NexError);
  expect(thrown).toMatchObject({ code });
  expect(JSON.stringify((thrown as NexError).toFailure())).not.toContain('sk-test');
});

describe('network', () => {
  test('a server that is not there', async () => {
    const server = await startReplyServer([]);
    await server[Symbol.asyncDispose]();
    const model = stack.use(createOpenAiChatModel({ baseUrl: server.baseUrl, model: 'm' }));
    const { host } = new URL(server.baseUrl);
    await expect(model.call(REQUEST, { signal })).rejects.toMatchObject({
      code: 'model_unreachable',
      message: `The model server ${host} cannot be reached: nothing listens there.`,
      hint: expect.stringContaining('LLM_BASE_URL') as string,
    });
  });

  test('a server that does not answer in time', async () => {
    const { model } = await setUp([sse('cut', { ending: 'hold' })], { streamIdleTimeoutMs: 50 });
    await expect(model.call(REQUEST, { signal, onDelta: () => {} })).rejects.toMatchObject({
      code: 'model_unreachable',
      message: expect.stringContaining('stopped sending') as string,
    });
  });

  test.each([
    ['cancelled', undefined],
    ['timeout', new DOMException('late', 'TimeoutError')],
  ])('an abort while the server thinks is %s', async (code, reason) => {
    const { server, model } = await setUp([sse('cut', { ending: 'hold' })]);
    const abort = new AbortController();
    const arrived = server.nextRequest();
    const call = model.call(REQUEST, { signal: abort.signal, onDelta: () => abort.abort(reason) });
    await arrived;
    await expect(call).rejects.toMatchObject({ code });
  });

  test('a base URL that is none', () => {
    expect(() => createOpenAiChatModel({ baseUrl: 'localhost', model: 'm' })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    );
  });
});

test('a pool of the caller stays open', async () => {
  const pool = stack.use(createHttpPool({ connections: 1 }));
  const { server, model } = await setUp([json('text')], { pool });
  await model[Symbol.asyncDispose]();
  await expect(model.call(REQUEST, { signal })).resolves.toMatchObject({ finishReason: 'stop' });
  expect(server.sockets).toBe(1);
});

test('settings may ask for a stream that nobody watches', async () => {
  const { server, model } = await setUp([sse('text'), json('text')], { settings: { stream: true } });
  const streamed = await model.call(REQUEST, { signal });
  expect(await model.call(REQUEST, { signal })).toEqual(streamed);
  expect(server.requests.map(({ body }) => body.includes('"stream":true'))).toEqual([true, true]);
});

test('a server that refuses the reasoning of another one is asked without it, from then on', async () => {
  const refusal = {
    status: 422,
    body: '{"detail":"messages.1.reasoning_content: Extra inputs are not permitted"}',
  };
  const { server, model } = await setUp([refusal, json('text')], { sessionId: 'run_1' });
  const said: Message = {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'yes' },
    ],
  };
  const messages = [textMessage('user', 'hi'), said, textMessage('user', 'so?')];
  await model.call({ messages }, { signal });
  await model.call({ messages }, { signal });
  const bodies = server.requests.map(({ body }) => body);
  expect(bodies.map((body) => body.includes('reasoning_content'))).toEqual([true, false, false]);
  expect(bodies.every((body) => body.includes('"user":"run_1"'))).toBe(true);
});
