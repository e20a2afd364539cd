import { afterEach, describe, expect, test } from 'vitest';
import { TINY } from '../src/__fixtures__/tiny-tokenizer.ts';
import { createModelFactory } from '../src/index.ts';
import type { PlayedReply } from './reply-server.ts';
import { FIRST, generated, PROMPT, setUpTokenServer, type TokenServerOptions } from './token-server.ts';

const { signal } = new AbortController();
const { ids, end } = TINY;

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});
const setUp = (replies: PlayedReply[], options?: TokenServerOptions) =>
  setUpTokenServer(stack, replies, options);

describe('limits', () => {
  test('the answer gets what the context leaves, or what was asked for', async () => {
    const { factory, settings, asked } = await setUp([generated(['five', '<|end|>'])], {
      config: { model_max_length: 40 },
    });
    const calls = [
      [settings, {}],
      [settings, { maxContextTokens: 30 }],
      [{ ...settings, maxTokens: 5 }, {}],
      [{ ...settings, maxTokens: 5000 }, {}],
    ] as const;
    for (const [own, context] of calls) await factory(own, context).call({ messages: FIRST }, { signal });
    expect(asked()).toMatchObject(
      [24, 14, 5, 24].map((max_new_tokens) => ({ sampling_params: { max_new_tokens } })),
    );
  });

  test('a prompt that leaves no room is an overflow, and is not sent', async () => {
    const { factory, settings, server } = await setUp([]);
    const model = factory(settings, { maxContextTokens: PROMPT.length });
    await expect(model.call({ messages: FIRST }, { signal })).rejects.toMatchObject({
      code: 'context_overflow',
      message: 'The conversation has 16 tokens; the context of the model holds 16.',
    });
    expect(server.requests).toHaveLength(0);
  });
});

test('sampling and further fields go where the server looks for them', async () => {
  const { factory, settings, asked } = await setUp([generated(['five', '<|end|>'])]);
  const model = factory({
    ...settings,
    temperature: 0.2,
    topP: 0.9,
    dropParameters: ['top_p'],
    extra: { top_k: 5, rid: 'r1', input_ids: [9], sampling_params: { min_p: 0.1 } },
  });
  await model.call({ messages: FIRST, sampling: { stop: ['\n\n'], maxTokens: 8 } }, { signal });
  expect(asked()).toEqual([
    {
      model: 'tiny',
      input_ids: PROMPT,
      sampling_params: {
        temperature: 0.2,
        stop: ['\n\n'],
        skip_special_tokens: false,
        spaces_between_special_tokens: false,
        top_k: 5,
        min_p: 0.1,
        max_new_tokens: 8,
      },
      return_logprob: true,
      rid: 'r1',
    },
  ]);
});

test.each<[string, object, string[]]>([
  [
    'output_token_ids',
    { output_ids: undefined, output_token_ids: ids('six', '<|end|>') },
    ['six', '<|end|>'],
  ],
  ['logprobs alone', { output_ids: undefined }, ['five', '<|end|>']],
  [
    'what a gateway states for trainers',
    { nexrl_train: { response_tokens: ids('six', '<|end|>'), response_logprobs: [-7, -8] } },
    ['six', '<|end|>'],
  ],
])('ids may come as %s', async (_name, more, tokens) => {
  const { model } = await setUp([generated(['five', '<|end|>'], 'stop', more)]);
  const reply = await model.call({ messages: FIRST }, { signal });
  expect(reply.tokens?.tokenIds).toEqual(ids(...tokens));
  expect(reply.tokens?.logprobs).toHaveLength(2);
});

test.each<[string, PlayedReply, string]>([
  ['an answer without ids', { body: '{"text":"five","meta_info":{}}' }, 'model_rejected'],
  ['an answer that the server dropped', generated(['five'], 'abort'), 'model_overloaded'],
  ['a failure with status 200', { body: '{"error":{"message":"no","code":400}}' }, 'model_rejected'],
  [
    'a context that is too small for the server',
    {
      status: 400,
      body: '{"error":{"message":"Requested token count exceeds the model\'s maximum context length"}}',
    },
    'context_overflow',
  ],
])('%s is %s', async (_name, reply, code) => {
  const { model } = await setUp([reply]);
  await expect(model.call({ messages: FIRST }, { signal })).rejects.toMatchObject({ code });
});

test('text is decoded when the server gives none', async () => {
  const { model } = await setUp([generated(['five', '<|end|>'], 'stop', { text: undefined })]);
  const reply = await model.call({ messages: FIRST }, { signal });
  expect(reply.tokens?.text).toContain('five');
  expect(reply.tokens?.tokenIds?.at(-1)).toBe(end);
});

test('without a tokenizer, or where it is switched off, the settings are refused', async () => {
  const { factory } = await setUp([]);
  expect(() => factory({ extra: {} })).toThrow(
    expect.objectContaining({ where: 'llm_config.tokenizer_path' }),
  );
  const off = stack.use(
    createModelFactory({ baseUrl: 'http://127.0.0.1:1', model: 'm', apiType: 'generate_with_token' }),
  );
  expect(() => off({ extra: {}, tokenizerPath: '/x' })).toThrow(
    expect.objectContaining({ code: 'config_invalid', where: 'llm_config.api_type' }),
  );
});
