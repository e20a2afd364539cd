import { type JsonObject, type ModelDelta, type ModelSettings, textMessage, textOf } from '@nex/core';
import { afterEach, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { createModelFactory, failoverFromParams } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const REQUEST = { messages: [textMessage('user', 'hi')] };
const { signal } = new AbortController();
const PLATFORM_KEY = 'sk-platform-0123456789';
const AGENT_KEY = 'sk-agent-0123456789';
const DOWN: PlayedReply = { status: 503, body: '' };
const SSE = { 'content-type': 'text/event-stream' };
const json = (name: string): PlayedReply => ({ body: fixture(`${name}.json`) });

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

/** The runtime reads `llm_config`; here the few keys of these tests. */
function toSettings(config: JsonObject): ModelSettings {
  const { base_url, api_key, api_type } = config;
  return {
    ...(typeof base_url === 'string' ? { baseUrl: base_url } : {}),
    ...(typeof api_key === 'string' ? { apiKey: api_key } : {}),
    ...(api_type === 'anthropic_chat_completion' ? { apiType: api_type } : {}),
    extra: {},
  };
}

interface SetUp {
  primary: PlayedReply[];
  fallback: PlayedReply[];
  settings?: ModelSettings;
  llmConfig?: JsonObject;
  breaker?: JsonObject;
}

async function setUp({ primary, fallback, settings = { extra: {} }, llmConfig = {}, breaker = {} }: SetUp) {
  const [a, b] = [stack.use(await startReplyServer(primary)), stack.use(await startReplyServer(fallback))];
  const factory = stack.use(
    createModelFactory({
      baseUrl: a.baseUrl,
      apiKey: PLATFORM_KEY,
      model: 'acme-large',
      retry: { attempts: 1 },
    }),
  );
  const failover = failoverFromParams(
    {
      fallback_providers: [{ name: 'backup', llm_config: { base_url: b.baseUrl, ...llmConfig } }],
      circuit_breaker: breaker,
    },
    { primary: settings, toSettings, where: 'main.yaml: middlewares[0]' },
  );
  return { a, b, model: () => factory(settings, { failover }) };
}

const ANTHROPIC = { api_type: 'anthropic_chat_completion', api_key: 'own-key' };

test('from chat completions to another provider and wire', async () => {
  const { a, b, model } = await setUp({
    primary: [DOWN],
    fallback: [json('anthropic/text')],
    llmConfig: ANTHROPIC,
  });
  const reply = await model().call(REQUEST, { signal });
  expect(textOf(reply.message)).not.toBe('');
  expect(reply.provider).toBe(new URL(b.baseUrl).host);
  expect(model().provider).toBe(new URL(a.baseUrl).host);
  expect(b.requests[0]).toMatchObject({ path: '/v1/messages', headers: { 'x-api-key': 'own-key' } });
});

test('a stream that breaks off is void, and goes on elsewhere', async () => {
  const { model } = await setUp({
    primary: [{ body: fixture('cut.sse'), headers: SSE, ending: 'cut' }],
    fallback: [{ body: fixture('anthropic/text.sse'), headers: SSE }],
    llmConfig: ANTHROPIC,
  });
  const deltas: ModelDelta[] = [];
  const reply = await model().call(REQUEST, { signal, onDelta: (delta) => void deltas.push(delta) });
  const restart = deltas.findIndex(({ type }) => type === 'restart');
  const shown = deltas.slice(restart + 1).map((delta) => (delta.type === 'text' ? delta.delta : ''));
  expect(restart).toBeGreaterThan(0);
  expect(shown.join('')).toBe(textOf(reply.message));
});

test.each<[string, ModelSettings]>([
  ['of the platform', { extra: {} }],
  ['of the agent', { apiKey: AGENT_KEY, extra: {} }],
])('the key %s goes to no other server', async (_name, settings) => {
  const { a, b, model } = await setUp({ primary: [DOWN], fallback: [json('text')], settings });
  await model().call(REQUEST, { signal });
  expect(a.requests[0]?.headers.authorization).toBe(`Bearer ${settings.apiKey ?? PLATFORM_KEY}`);
  expect(b.requests[0]?.headers.authorization).toBeUndefined();
});

test('the breaker is shared by all models of the same plan', async () => {
  const { a, b, model } = await setUp({
    primary: [DOWN],
    fallback: [json('text')],
    breaker: { failure_threshold: 2 },
  });
  for (let i = 0; i < 4; i += 1) await model().call(REQUEST, { signal });
  expect([a.requests.length, b.requests.length]).toEqual([2, 4]);
});

test('a refusal of the first server stays a refusal', async () => {
  const { b, model } = await setUp({
    primary: [{ status: 401, body: fixture('error-401.json') }],
    fallback: [json('text')],
  });
  await expect(model().call(REQUEST, { signal })).rejects.toMatchObject({ code: 'model_rejected' });
  expect(b.requests).toHaveLength(0);
});
