/** Every provider over real sockets: an abort at any time, answers that break off, servers that are slow. */
import type { ApiType, Message, ModelDelta } from '@nex/core';
import { textMessage, textOf } from '@nex/core';
import { afterEach, describe, expect, test } from 'vitest';
import { fixture } from '../src/__fixtures__/read-fixture.ts';
import { PROVIDERS, type ProviderOptions } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const SSE = { 'content-type': 'text/event-stream' };
const REQUEST = { messages: [textMessage('user', 'hi')] };
const { signal: calm } = new AbortController();
const ignore = (_delta: ModelDelta): void => {};

const FOLDERS: Record<Exclude<ApiType, 'generate_with_token'>, string> = {
  openai_chat_completion: '',
  openai_responses: 'openai-responses/',
  anthropic_chat_completion: 'anthropic/',
  gemini_rest: 'gemini/',
};
type Api = keyof typeof FOLDERS;

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

describe.each(Object.entries(FOLDERS) as [Api, string][])('%s', (api, folder) => {
  const played = (name: string, reply: Partial<PlayedReply> = {}): PlayedReply => ({
    body: fixture(folder + name),
    ...(name.endsWith('.sse') ? { headers: SSE } : {}),
    ...reply,
  });

  async function setUp(replies: PlayedReply[], options: Partial<ProviderOptions> = {}) {
    const server = stack.use(await startReplyServer(replies));
    const model = stack.use(
      PROVIDERS[api]({
        baseUrl: server.baseUrl,
        model: 'acme-large',
        apiKey: 'sk-test-0123456789',
        ...options,
      }),
    );
    return { server, model };
  }

  test('an abort before the call sends nothing', async () => {
    const { server, model } = await setUp([played('text.json')]);
    await expect(model.call(REQUEST, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(server.requests).toHaveLength(0);
  });

  test.each<[string, PlayedReply]>([
    ['before the answer', { body: '', ending: 'silent' }],
    ['within a whole answer', { body: '{"id":', ending: 'hold' }],
    ['within a refusal', { status: 400, body: '{"error":', ending: 'hold' }],
  ])('an abort %s', async (_when, reply) => {
    const { server, model } = await setUp([reply]);
    const abort = new AbortController();
    const arrived = server.nextRequest();
    const call = model.call(REQUEST, { signal: abort.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await arrived;
    abort.abort();
    await outcome;
  });

  test.each([
    ['cancelled', undefined],
    ['timeout', new DOMException('late', 'TimeoutError')],
  ])('an abort within a stream is %s', async (code, reason) => {
    const { model } = await setUp([played('cut.sse', { ending: 'hold' })]);
    const abort = new AbortController();
    const call = model.call(REQUEST, { signal: abort.signal, onDelta: () => abort.abort(reason) });
    await expect(call).rejects.toMatchObject({ code });
  });

  test('an abort while the call is tried without its proofs', async () => {
    if (api === 'openai_chat_completion') {
      const { server, model } = await setUp([{ status: 400, body: '{"error":"no"}' }]);
      await expect(model.call(REQUEST, { signal: calm })).rejects.toMatchObject({ code: 'model_rejected' });
      expect(server.requests).toHaveLength(1);
      return;
    }
    const { server, model } = await setUp([
      played('error-proof.json', { status: 400 }),
      { body: '', ending: 'silent' },
    ]);
    const abort = new AbortController();
    const [first, second] = [server.nextRequest(), server.nextRequest()];
    const call = model.call({ messages: [...REQUEST.messages, PROVEN] }, { signal: abort.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await Promise.all([first, second]);
    abort.abort();
    await outcome;
    expect(server.requests).toHaveLength(2);
  });

  test('an answer that stays open after its end is complete, and its socket serves on', async () => {
    const { model } = await setUp([played('text.sse', { ending: 'hold' })]);
    const { message, finishReason } = await model.call(REQUEST, { signal: calm, onDelta: ignore });
    expect(finishReason).toBe('stop');
    expect(textOf(message)).toBe('Grüße aus 東京 🗼, naïve café.');
  });

  test.each<[string, PlayedReply, Partial<ProviderOptions>, string]>([
    ['is closed early', played('cut.sse', { ending: 'cut' }), {}, 'cannot be reached'],
    ['falls silent', played('cut.sse', { ending: 'hold' }), { streamIdleTimeoutMs: 50 }, 'stopped sending'],
    ['does not begin', { body: '', ending: 'silent' }, { timeoutMs: 50 }, 'did not answer in time'],
  ])('a stream that %s can be tried again', async (_name, reply, options, message) => {
    const { model } = await setUp([reply], options);
    await expect(model.call(REQUEST, { signal: calm, onDelta: ignore })).rejects.toMatchObject({
      code: 'model_unreachable',
      retryable: true,
      message: expect.stringContaining(message) as string,
    });
  });

  test('a stream that breaks off after its end is whole', async () => {
    const whole = fixture(`${folder}text.sse`).toString();
    const { model } = await setUp([
      { body: whole.replace('data: [DONE]\n\n', ''), headers: SSE, ending: 'cut' },
    ]);
    await expect(model.call(REQUEST, { signal: calm, onDelta: ignore })).resolves.toMatchObject({
      finishReason: 'stop',
    });
  });

  test('sockets are kept', async () => {
    const { server, model } = await setUp([played('text.json')]);
    for (let i = 0; i < 5; i += 1) await model.call(REQUEST, { signal: calm });
    expect(server.sockets).toBeLessThanOrEqual(2);
  });
});

/** Proofs of each provider; the others leave what is not theirs out. */
const PROVEN: Message = {
  role: 'assistant',
  content: [
    { type: 'reasoning', text: 'hm', signature: 'c2ln' },
    { type: 'reasoning', text: 'hm', id: 'rs_1', encrypted: 'ZW5j' },
    { type: 'text', text: 'yes' },
  ],
};
