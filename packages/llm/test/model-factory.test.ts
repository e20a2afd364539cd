import { API_TYPES, type ApiType, type ModelRetry, type NexError, NO_USAGE, textMessage } from '@nex/core';
import { trace } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { createModelFactory, type ModelFactoryOptions } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const REQUEST = { messages: [textMessage('user', 'hi')] };
const { signal } = new AbortController();
const json = (name: string, reply: Partial<PlayedReply> = {}): PlayedReply => ({
  body: fixture(`${name}.json`),
  ...reply,
});

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

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
  ['500 without end', [{ status: 500, body: '' }], 4, { code: 'model_overloaded', waits: [500, 1000, 2000] }],
  ['a cut answer', [{ body: '{"ch', ending: 'cut' }, json('text')], 2, { waits: [500] }],
  ...[408, 409, 503].map((status): [string, PlayedReply[], number, object] => [
    `${status}, then an answer`,
    [{ status, body: '' }, json('text')],
    2,
    { waits: [500] },
  ]),
  ...[403, 404, 422].map((status): [string, PlayedReply[], number, object] => [
    `${status}`,
    [{ status, body: '' }],
    1,
    { code: 'model_rejected', waits: [] },
  ]),
  ['401', [json('error-401', { status: 401 })], 1, { code: 'model_rejected', waits: [] }],
  ['400', [{ status: 400, body: '{"error":"top_q is unknown"}' }], 1, { code: 'model_rejected', waits: [] }],
  ['too long', [json('error-400', { status: 400 })], 1, { code: 'context_overflow', waits: [] }],
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

const ANSWERS: Record<Exclude<ApiType, 'generate_with_token'>, [path: string, reply: PlayedReply]> = {
  openai_chat_completion: ['/v1/chat/completions', json('text')],
  openai_responses: ['/v1/responses', json('openai-responses/text')],
  anthropic_chat_completion: ['/v1/messages', json('anthropic/text')],
  gemini_rest: ['/v1/models/acme-large:generateContent', json('gemini/text')],
};

test('the API type chooses the wire: the settings, else the platform, else chat completions', async () => {
  const types = API_TYPES.filter((type) => type !== 'generate_with_token');
  for (const type of types) {
    const [path, reply] = ANSWERS[type];
    const asked = await setUpFactory([reply]);
    await asked.factory({ apiType: type, extra: {} }).call(REQUEST, { signal });
    const usual = await setUpFactory([reply], { apiType: type });
    await usual.factory().call(REQUEST, { signal });
    expect([asked, usual].map(({ server }) => server.requests[0]?.path)).toEqual([path, path]);
  }
});

test('the further fields of the platform stay with its server and its wire', async () => {
  const { server, factory } = await setUpFactory([json('text')], { extra: { user: 'nex' } });
  const other = stack.use(await startReplyServer([json('text'), json('openai-responses/text')]));
  await factory({ baseUrl: other.baseUrl, extra: {} }).call(REQUEST, { signal });
  await factory(settings).call(REQUEST, { signal });
  expect(other.requests[0]?.body).not.toContain('nex');
  expect(server.requests[0]?.body).toContain('"user":"nex"');
});

test('an agent has its own tries and waits, and each try to come is told of', async () => {
  const { server, factory, waits } = await setUpFactory([
    { status: 503, body: '', headers: { 'retry-after': '60' } },
  ]);
  const told: ModelRetry[] = [];
  const call = factory({ attempts: 2, maxRetryDelayMs: 1500, extra: {} }).call(REQUEST, {
    signal,
    onRetry: (retry) => void told.push(retry),
  });
  await expect(call).rejects.toMatchObject({ code: 'model_overloaded', upstreamStatus: 503 });
  expect(server.requests).toHaveLength(2);
  expect(waits).toEqual([1500]);
  expect(told).toEqual([{ attempt: 1, maxAttempts: 2, delayMs: 1500, code: 'model_overloaded' }]);
});

test('an agent has its own times', async () => {
  const sse = { headers: { 'content-type': 'text/event-stream' }, ending: 'hold' } as const;
  const { factory } = await setUpFactory([{ body: fixture('cut.sse'), ...sse }]);
  const model = factory({ streamIdleTimeoutMs: 50, connectTimeoutMs: 1500, attempts: 1, extra: {} });
  await expect(model.call(REQUEST, { signal, onDelta: () => {} })).rejects.toMatchObject({
    code: 'model_unreachable',
    message: expect.stringContaining('stopped sending') as string,
  });
});

test('an answer has its cost when the model has a price', async () => {
  const prices = { 'acme-large*': { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } };
  const { factory } = await setUpFactory([json('text')], { prices });
  const { usage } = await factory().call(REQUEST, { signal });
  expect(usage.costUsd).toBeCloseTo((usage.inputTokens + 2 * usage.outputTokens) / 1e6, 12);
});

test('the tracer does not change the answer', async () => {
  const { server, factory } = await setUpFactory([json('text')], { tracer: trace.getTracer('test') });
  await expect(factory().call(REQUEST, { signal })).resolves.toMatchObject({ finishReason: 'stop' });
  expect(server.requests[0]?.headers).not.toHaveProperty('traceparent');
});
