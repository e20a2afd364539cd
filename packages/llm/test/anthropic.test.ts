import { type Message, textMessage } from '@nex/core';
import { afterEach, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { PROVIDERS, type ProviderOptions } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const { signal } = new AbortController();
const SSE = { 'content-type': 'text/event-stream' };
const user = textMessage('user', 'hi');
const json = (name: string, status = 200): PlayedReply => ({
  body: fixture(`anthropic/${name}.json`),
  status,
});
const sse = (name: string): PlayedReply => ({ body: fixture(`anthropic/${name}.sse`), headers: SSE });

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

async function setUp(replies: PlayedReply[], options: Partial<ProviderOptions> = {}) {
  const server = stack.use(await startReplyServer(replies));
  const model = stack.use(
    PROVIDERS.anthropic_chat_completion({
      baseUrl: server.baseUrl,
      model: 'acme-opus',
      apiKey: 'sk-ant-0123456789',
      ...options,
    }),
  );
  const bodies = () => server.requests.map(({ body }) => JSON.parse(body) as { messages: Message[] });
  return { server, model, bodies };
}

test('asks as the API wants it, with and without the version in the base URL', async () => {
  const { server, model } = await setUp([json('text')]);
  await model.call({ messages: [user] }, { signal });
  expect(server.requests[0]).toMatchObject({
    path: '/v1/messages',
    headers: { 'x-api-key': 'sk-ant-0123456789', 'anthropic-version': '2023-06-01' },
    body: '{"model":"acme-opus","max_tokens":8192,"messages":[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]}]}',
  });
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  const bare = stack.use(
    PROVIDERS.anthropic_chat_completion({ baseUrl: new URL(server.baseUrl).origin, model: 'acme-opus' }),
  );
  await bare.call({ messages: [user] }, { signal });
  expect(server.requests[1]?.path).toBe('/v1/messages');
});

test('thinking goes back as it came', async () => {
  const { model, bodies } = await setUp([sse('reasoning'), json('text')]);
  const { message, usage } = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  expect(message.content).toEqual([
    {
      type: 'reasoning',
      text: 'The user greets.\nI greet back.',
      signature: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl',
    },
    { type: 'reasoning', text: '', encrypted: 'EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIw' },
    { type: 'text', text: 'Hello.' },
  ]);
  expect(usage).toEqual({
    inputTokens: 15,
    outputTokens: 40,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    modelCalls: 1,
  });
  await model.call({ messages: [user, message, user] }, { signal });
  const came = JSON.parse(fixture('anthropic/reasoning.json').toString()) as { content: object[] };
  expect(bodies()[1]?.messages[1]?.content).toEqual(came.content);
});

test('a signature that the server refuses is left out, once and for all', async () => {
  const { model, bodies, server } = await setUp([json('error-proof', 400), json('text'), json('text')]);
  const said: Message = {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'hm', signature: 'foreign' },
      { type: 'text', text: 'yes' },
    ],
  };
  await model.call({ messages: [user, said, user] }, { signal });
  expect(bodies().map(({ messages }) => messages[1]?.content.length)).toEqual([2, 1]);
  await model.call({ messages: [user, said, user, textMessage('assistant', 'a'), user] }, { signal });
  expect(server.requests).toHaveLength(3);
  expect(server.requests[2]?.body).not.toContain('foreign');
});

test('a refusal that stays is not tried without end, nor one that leaves nothing to drop', async () => {
  const { model, server } = await setUp([json('error-proof', 400)]);
  const said: Message = { role: 'assistant', content: [{ type: 'reasoning', text: 'hm', signature: 's' }] };
  const refused = {
    code: 'model_rejected',
    message: expect.stringContaining('Invalid `signature`') as string,
  };
  await expect(model.call({ messages: [user, said] }, { signal })).rejects.toMatchObject(refused);
  expect(server.requests).toHaveLength(2);
  await expect(model.call({ messages: [user] }, { signal })).rejects.toMatchObject(refused);
  expect(server.requests).toHaveLength(3);
});

test('what the cache was given and gave is part of the input', async () => {
  const { model } = await setUp([sse('tool-call')]);
  const { usage } = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  expect(usage).toMatchObject({
    inputTokens: 120,
    cachedInputTokens: 64,
    cacheWriteTokens: 16,
    outputTokens: 31,
  });
});

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'content_filter'],
  ['pause_turn', 'unknown'],
])('stop reason %s is %s', async (reason, expected) => {
  const body = fixture('anthropic/text.json').toString().replace('end_turn', reason);
  const { model } = await setUp([{ body }]);
  await expect(model.call({ messages: [user] }, { signal })).resolves.toMatchObject({
    finishReason: expected,
  });
});

test("a sentence with citations is one text; the server's own tools are no calls", async () => {
  const content = [
    { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } },
    { type: 'text', text: 'It is ' },
    { type: 'text', text: 'blue' },
    { type: 'text', text: '.' },
  ];
  const { model } = await setUp([{ body: JSON.stringify({ content, stop_reason: 'end_turn' }) }]);
  const { message, finishReason } = await model.call({ messages: [user] }, { signal });
  expect(message).toEqual(textMessage('assistant', 'It is blue.'));
  expect(finishReason).toBe('stop');
});

test('arguments that come with the start of their block count, where no parts follow', async () => {
  const events = [
    '{"type":"message_start","message":{"model":"m"}}',
    '{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"look","input":{"n": 1.0}}}',
    '{"type":"content_block_stop","index":0}',
    '{"type":"message_delta","delta":{"stop_reason":"tool_use"}}',
    '{"type":"message_stop"}',
  ];
  const { model } = await setUp([
    { body: events.map((event) => `data: ${event}\n\n`).join(''), headers: SSE },
  ]);
  const { message } = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  expect(message.content).toEqual([
    { type: 'tool_call', id: 't', name: 'look', argumentsText: '{"n": 1.0}', arguments: { n: 1 } },
  ]);
});
