import { type ModelDelta, NexError, NO_USAGE, textMessage, textOf } from '@nex/core';
import { afterEach, describe, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import {
  createHttpPool,
  createModelFactory,
  createOpenAiChatModel,
  type ModelFactoryOptions,
  type OpenAiChatOptions,
} from '../src/index.ts';
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

async function setUpFactory(replies: PlayedReply[], options: Partial<ModelFactoryOptions> = {}) {
  const server = stack.use(await startReplyServer(replies));
  const waits: number[] = [];
  const factory = stack.use(
    createModelFactory({
      baseUrl: server.baseUrl,
      apiKey: 'sk-test-0123456789',
      model: 'acme-large',
      retry: { sleep: async (ms) => void waits.push(ms), random: () => 1 },
      ...options,
    }),
  );
  return { server, factory, waits };
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

describe('factory', () => {
  const settings = { extra: {} };
  const soon = new Date(Date.now() + 20_000).toUTCString();

  test.each<[string, PlayedReply[], number, object]>([
    [
      '429 with seconds',
      [json('error-429', { status: 429, headers: { 'retry-after': '7' } }), json('text')],
      2,
      { waits: [7000] },
    ],
    [
      '429 with a date',
      [json('error-429', { status: 429, headers: { 'retry-after': soon } }), json('text')],
      2,
      {},
    ],
    ['500, then an answer', [{ status: 500, body: '' }, json('text')], 2, { waits: [500] }],
    [
      '500 without end',
      [{ status: 500, body: '' }],
      4,
      { code: 'model_overloaded', waits: [500, 1000, 2000] },
    ],
    ['a cut answer', [{ body: '{"ch', ending: 'cut' }, json('text')], 2, { waits: [500] }],
    ['401', [json('error-401', { status: 401 })], 1, { code: 'model_rejected', waits: [] }],
    ['400', [json('error-400', { status: 400 })], 1, { code: 'model_rejected', waits: [] }],
    ['no credit', [json('error-quota', { status: 429 })], 1, { code: 'model_rejected', waits: [] }],
  ])('%s', async (_name, replies, requests, expected) => {
    const { server, factory, waits } = await setUpFactory(replies);
    const code = await factory()
      .call(REQUEST, { signal })
      .then(
        () => undefined,
        (thrown: NexError) => thrown.code,
      );
    expect(server.requests).toHaveLength(requests);
    expect({ code, waits }).toMatchObject(expected);
    expect(waits.every((wait) => wait > 0)).toBe(true);
  });

  test('settings of an agent change the model, not the platform', async () => {
    const { server, factory } = await setUpFactory([json('text')], {
      defaultSampling: { temperature: 0.2, topP: 0.8 },
      extra: { user: 'nex' },
    });
    const model = factory({ model: 'small', temperature: 0.9, maxTokens: 64, extra: { top_k: 3 } });
    expect(model.name).toBe('small');
    await model.call(REQUEST, { signal });
    await factory(settings).call(REQUEST, { signal });
    expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { model: 'small', temperature: 0.9, top_p: 0.8, max_tokens: 64, user: 'nex', top_k: 3 },
      { model: 'acme-large', temperature: 0.2, top_p: 0.8, user: 'nex' },
    ]);
  });

  test('the key of the platform goes to no other server', async () => {
    const { factory } = await setUpFactory([json('text')]);
    const other = stack.use(await startReplyServer([json('text')]));
    await factory({ ...settings, baseUrl: other.baseUrl }).call(REQUEST, { signal });
    await factory({ ...settings, baseUrl: other.baseUrl, apiKey: 'own' }).call(REQUEST, { signal });
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer own']);
  });

  test('servers that are not allowed are refused', async () => {
    const { factory } = await setUpFactory([json('text')], { allowBaseUrl: () => false });
    expect(() => factory({ ...settings, baseUrl: 'http://169.254.169.254/v1' })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    );
    await expect(factory(settings).call(REQUEST, { signal })).resolves.toMatchObject({
      finishReason: 'stop',
    });
  });

  test('sockets and calls are bounded', async () => {
    const { server, factory } = await setUpFactory([json('text')], { maxConcurrency: 3 });
    const model = factory();
    const replies = await Promise.all(Array.from({ length: 30 }, () => model.call(REQUEST, { signal })));
    expect(replies.every((reply) => reply.usage.modelCalls === NO_USAGE.modelCalls + 1)).toBe(true);
    expect(server.requests).toHaveLength(30);
    expect(server.sockets).toBeLessThanOrEqual(3);
  });

  test('a pool of the caller stays open', async () => {
    const pool = stack.use(createHttpPool({ connections: 1 }));
    const { server, model } = await setUp([json('text')], { pool });
    await model[Symbol.asyncDispose]();
    await expect(model.call(REQUEST, { signal })).resolves.toMatchObject({ finishReason: 'stop' });
    expect(server.sockets).toBe(1);
  });
});
