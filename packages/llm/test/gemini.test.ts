import { type Message, textMessage, toolCallsOf } from '@nex/core';
import { afterEach, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { PROVIDERS, type ProviderOptions } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const KEY = 'AIzaSyTest0123456789';
const { signal } = new AbortController();
const SSE = { 'content-type': 'text/event-stream' };
const user = textMessage('user', 'hi');
const json = (name: string, status = 200): PlayedReply => ({ body: fixture(`gemini/${name}.json`), status });
const sse = (name: string): PlayedReply => ({ body: fixture(`gemini/${name}.sse`), headers: SSE });

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

async function setUp(replies: PlayedReply[], options: Partial<ProviderOptions> = {}) {
  const server = stack.use(await startReplyServer(replies));
  const model = stack.use(
    PROVIDERS.gemini_rest({
      baseUrl: new URL(server.baseUrl).origin,
      model: 'acme-pro',
      apiKey: KEY,
      ...options,
    }),
  );
  const contents = () =>
    server.requests.map(({ body }) => (JSON.parse(body) as { contents: { parts: object[] }[] }).contents);
  return { server, model, contents };
}

test.each([
  ['acme-pro', 'models/acme-pro'],
  ['models/acme-pro', 'models/acme-pro'],
  ['tunedModels/my own', 'tunedModels/my%20own'],
])('asks for %s as the API wants it, and no address holds the key', async (model, path) => {
  const { server, model: made } = await setUp([json('text'), sse('text')], { model });
  await made.call({ messages: [user] }, { signal });
  await made.call({ messages: [user] }, { signal, onDelta: () => {} });
  expect(server.requests.map((request) => request.path)).toEqual([
    `/v1beta/${path}:generateContent`,
    `/v1beta/${path}:streamGenerateContent?alt=sse`,
  ]);
  for (const { headers, body } of server.requests) {
    expect(headers['x-goog-api-key']).toBe(KEY);
    expect(headers).not.toHaveProperty('authorization');
    expect(body).toBe(
      '{"generationConfig":{"temperature":0.7},"contents":[{"role":"user","parts":[{"text":"hi"}]}]}',
    );
  }
});

test('signatures go back on the parts that they came with', async () => {
  const { model, contents } = await setUp([sse('parallel-calls'), sse('reasoning'), json('text')]);
  const calls = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  const text = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  expect(text.usage).toMatchObject({
    inputTokens: 15,
    outputTokens: 40,
    reasoningTokens: 28,
    cachedInputTokens: 7,
  });
  await model.call({ messages: [user, calls.message, user, text.message, user] }, { signal });
  const [, said, , thought] = contents()[2] ?? [];
  expect(said?.parts).toEqual([
    { text: 'I look at both.' },
    { functionCall: { name: 'read_file', args: { path: 'a.txt' } }, thoughtSignature: 'CpcHAdHtim9' },
    { functionCall: { name: 'list_files', args: {} } },
  ]);
  expect(thought?.parts).toEqual([{ text: 'Hello.', thoughtSignature: 'EoYCCoMCAdHtim8' }]);
});

test('ids of calls are new in the conversation, and the same for the same conversation', async () => {
  const { model } = await setUp([json('parallel-calls')]);
  const ids = async (messages: Message[]) =>
    toolCallsOf((await model.call({ messages }, { signal })).message).map(({ id }) => id);
  const first = await model.call({ messages: [user] }, { signal });
  const again = await ids([user, first.message, user]);
  expect(await ids([user, first.message, user])).toEqual(again);
  expect(new Set([...toolCallsOf(first.message).map(({ id }) => id), ...again]).size).toBe(4);
});

test("the server's own ids stay", async () => {
  const body = fixture('gemini/tool-call.json').toString().replace('"name":', '"id": "srv-1", "name":');
  const { model, contents } = await setUp([{ body }]);
  const { message } = await model.call({ messages: [user] }, { signal });
  const result: Message = {
    role: 'tool',
    content: [
      { type: 'tool_result', toolCallId: 'srv-1', toolName: 'forecast', content: [], isError: false },
    ],
  };
  await model.call({ messages: [user, message, result] }, { signal });
  expect(contents()[1]).toMatchObject([
    {},
    { parts: [{ functionCall: { id: 'srv-1' } }] },
    { parts: [{ functionResponse: { id: 'srv-1', name: 'forecast', response: { output: '' } } }] },
  ]);
});

test('calls of another model are sent without a proof when the server misses it', async () => {
  const { model, contents } = await setUp([json('error-proof', 400), json('text')]);
  const said: Message = {
    role: 'assistant',
    content: [{ type: 'tool_call', id: 'call_1', name: 'look', argumentsText: '{}', arguments: {} }],
  };
  await model.call({ messages: [user, said] }, { signal });
  expect(contents().map(([, turn]) => turn?.parts)).toEqual([
    [{ functionCall: { id: 'call_1', name: 'look', args: {} } }],
    [
      {
        functionCall: { id: 'call_1', name: 'look', args: {} },
        thoughtSignature: 'skip_thought_signature_validator',
      },
    ],
  ]);
});

test('a stream that comes as one list is the same answer', async () => {
  const parts = [
    ...fixture('gemini/parallel-calls.sse')
      .toString()
      .matchAll(/^data: (.*)$/gm),
  ].map(([, part]) => part);
  const { model } = await setUp([sse('parallel-calls'), { body: `[${parts.join(',\n')}]` }]);
  const streamed = await model.call({ messages: [user] }, { signal, onDelta: () => {} });
  await expect(model.call({ messages: [user] }, { signal, onDelta: () => {} })).resolves.toEqual(streamed);
});

test('a prompt that is blocked is an answer without content', async () => {
  const { model } = await setUp([json('blocked')]);
  await expect(model.call({ messages: [user] }, { signal })).resolves.toMatchObject({
    finishReason: 'content_filter',
    message: { role: 'assistant', content: [] },
    usage: { inputTokens: 8 },
  });
});

test('a call that the server could not read can be asked for again', async () => {
  const { model } = await setUp([json('malformed-call')]);
  await expect(model.call({ messages: [user] }, { signal })).rejects.toMatchObject({
    code: 'model_overloaded',
    retryable: true,
  });
});

test.each([
  ['STOP', 'stop'],
  ['SAFETY', 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['MALFORMED_FUNCTION_CALL', 'unknown'],
  ['OTHER', 'unknown'],
])('finish reason %s is %s', async (reason, expected) => {
  const body = fixture('gemini/text.json').toString().replace('"STOP"', `"${reason}"`);
  const { model } = await setUp([{ body }]);
  await expect(model.call({ messages: [user] }, { signal })).resolves.toMatchObject({
    finishReason: expected,
  });
});

test('a quota that says when to come back is waited for', async () => {
  const { model } = await setUp([json('error-429', 429)]);
  await expect(model.call({ messages: [user] }, { signal })).rejects.toMatchObject({
    code: 'model_overloaded',
    retryAfterMs: 34_500,
  });
});

test('a key that the server repeats is cut out', async () => {
  const message = `Bad request to https://x.test/v1beta/models/m?key=${KEY} with AIzaSyOther0123456789.`;
  const { model } = await setUp([{ status: 400, body: JSON.stringify([{ error: { code: 400, message } }]) }]);
  const thrown = await model.call({ messages: [user] }, { signal }).catch((error: Error) => error.message);
  expect(thrown).toContain('Bad request to');
  expect(thrown).not.toContain('AIza');
});

test('logprobs and ids of tokens are kept, whole and streamed', async () => {
  const chosen = (token: string, tokenId: number) => ({ token, tokenId, logProbability: -0.5 });
  const candidate = (text: string, tokens: object[]) => ({
    candidates: [
      {
        content: { parts: [{ text }] },
        logprobsResult: {
          chosenCandidates: tokens,
          topCandidates: tokens.map((one) => ({ candidates: [one] })),
        },
      },
    ],
  });
  const end = { candidates: [{ finishReason: 'STOP' }], usageMetadata: {} };
  const parts = [candidate('Hi', [chosen('Hi', 7)]), candidate('!', [chosen('!', 8)]), end];
  const { model } = await setUp([
    { body: JSON.stringify(candidate('Hi!', [chosen('Hi', 7), chosen('!', 8)])) },
    { body: parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join(''), headers: SSE },
  ]);
  const kept = (token: string, tokenId: number) => ({
    token,
    tokenId,
    logprob: -0.5,
    top: [{ token, tokenId, logprob: -0.5 }],
  });
  for (const call of [{ signal }, { signal, onDelta: () => {} }]) {
    const { tokens } = await model.call({ messages: [user] }, call);
    expect(tokens).toEqual({ logprobs: [kept('Hi', 7), kept('!', 8)] });
  }
});
