import type { ModelDelta, ModelReply } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { createReplyAggregator } from './reply-aggregator.ts';
import { createRequestSerializer } from './serialize-request.ts';
import type { WireMessage, WireReply, WireUsage } from './wire.ts';

function read(...parts: WireReply[]): { reply: ModelReply; deltas: ModelDelta[] } {
  const deltas: ModelDelta[] = [];
  const aggregator = createReplyAggregator('asked', (delta) => void deltas.push(delta));
  for (const part of parts) aggregator.push(part);
  return { reply: aggregator.reply(), deltas };
}
const whole = (message: WireMessage, more = {}) =>
  read({ choices: [{ message, finish_reason: 'stop', ...more }] }).reply;
const streamed = (...deltas: WireMessage[]) =>
  read(...deltas.map((delta) => ({ choices: [{ delta }] })), { choices: [{ finish_reason: 'stop' }] });

describe('tokens', () => {
  const entry = (token: string, logprob: number) => ({
    token,
    logprob,
    top_logprobs: [
      { token, logprob },
      { token: 'other', logprob: -9 },
    ],
  });
  const kept = (token: string, logprob: number, tokenId: number) => ({
    token,
    logprob,
    tokenId,
    top: [
      { token, logprob },
      { token: 'other', logprob: -9 },
    ],
  });

  test('logprobs and ids of vLLM: whole and streamed are the same', () => {
    const logprobs = [entry('He', -0.1), entry('llo', -0.2)];
    const expected = {
      promptTokenIds: [1, 2, 3],
      tokenIds: [7, 8],
      logprobs: [kept('He', -0.1, 7), kept('llo', -0.2, 8)],
    };
    const { reply } = read({
      prompt_token_ids: [1, 2, 3],
      choices: [{ message: { content: 'Hello' }, logprobs: { content: logprobs }, token_ids: [7, 8] }],
    });
    expect(reply.tokens).toEqual(expected);
    const parts = read(
      { prompt_token_ids: [1, 2, 3], choices: [{ delta: { content: '' } }] },
      {
        choices: [{ delta: { content: 'He' }, logprobs: { content: logprobs.slice(0, 1) }, token_ids: [7] }],
      },
      { choices: [{ delta: { content: 'llo' }, logprobs: { content: logprobs.slice(1) }, token_ids: [8] }] },
    );
    expect(parts.reply.tokens).toEqual(expected);
  });

  test('ids within the choice, and a prompt that is repeated with each part', () => {
    const part = (id: number) => ({
      choices: [{ delta: { content: 'x' }, token_ids: [id], prompt_token_ids: [1, 2] }],
    });
    expect(read(part(7), part(8)).reply.tokens).toEqual({ promptTokenIds: [1, 2], tokenIds: [7, 8] });
  });

  test('ids that are written as the tokens of the logprobs', () => {
    const content = [
      { token: 'token_id:7', logprob: -1, top_logprobs: [{ token: 'token_id:9', logprob: -2 }] },
    ];
    expect(whole({ content: 'x' }, { logprobs: { content } }).tokens).toEqual({
      tokenIds: [7],
      logprobs: [
        {
          token: 'token_id:7',
          tokenId: 7,
          logprob: -1,
          top: [{ token: 'token_id:9', tokenId: 9, logprob: -2 }],
        },
      ],
    });
  });

  test('what a gateway states for a trainer wins, and keeps the texts of the tokens', () => {
    const { reply } = read({
      choices: [
        { message: { content: 'Hello' }, logprobs: { content: [{ token: 'Hello', logprob: -0.5 }] } },
      ],
      nexrl_train: { prompt_tokens: [1, 2], response_tokens: [9], response_logprobs: [-0.25] },
    });
    expect(reply.tokens).toEqual({
      promptTokenIds: [1, 2],
      tokenIds: [9],
      logprobs: [{ token: 'Hello', tokenId: 9, logprob: -0.25 }],
    });
  });

  test.each([
    ['none', {}],
    ['null', { logprobs: null, token_ids: null }],
    ['logprobs without content', { logprobs: { content: null } }],
  ])('%s: the reply has no tokens', (_name, more) => {
    expect(whole({ content: 'x' }, more)).not.toHaveProperty('tokens');
  });
});

describe('reasoning', () => {
  const format = 'anthropic-claude-v1';
  const blocks = [
    { type: 'reasoning', text: 'First this.', signature: 'c2ln', format, id: 'r1' },
    { type: 'reasoning', text: '', encrypted: 'gAAA', format },
  ];
  const first = { type: 'reasoning.text', format, index: 0 } as const;

  test('blocks are kept as they are: whole and streamed are the same', () => {
    const message: WireMessage = {
      content: 'yes',
      reasoning: 'First this.',
      reasoning_details: [
        { ...first, text: 'First this.', signature: 'c2ln', id: 'r1' },
        { type: 'reasoning.encrypted', data: 'gAAA', format, index: 1 },
      ],
    };
    const expected = [...blocks, { type: 'text', text: 'yes' }];
    expect(whole(message).message.content).toEqual(expected);
    const { reply, deltas } = streamed(
      { reasoning: 'First ', reasoning_details: [{ ...first, text: 'First ', id: 'r1' }] },
      { reasoning: 'this.', reasoning_details: [{ ...first, text: 'this.' }] },
      { reasoning_details: [{ ...first, signature: 'c2ln' }] },
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'gAAA', format, index: 1 }] },
      { content: 'yes' },
    );
    expect(reply.message.content).toEqual(expected);
    expect(deltas).toEqual([
      { type: 'reasoning', delta: 'First ' },
      { type: 'reasoning', delta: 'this.' },
      { type: 'text', delta: 'yes' },
    ]);
  });

  test('blocks go back as they came', () => {
    const { message } = whole({
      reasoning_details: [
        { ...first, text: 'First this.', signature: 'c2ln', id: 'r1' },
        { type: 'reasoning.encrypted', data: 'gAAA', format, index: 1 },
      ],
      content: 'yes',
    });
    const toBody = createRequestSerializer({
      model: 'm',
      defaultSampling: {},
      extra: {},
      replayReasoning: true,
      dropParameters: [],
    });
    const body = JSON.parse(toBody({ messages: [message] }, false)) as { messages: object[] };
    expect(body.messages).toEqual([
      {
        role: 'assistant',
        content: 'yes',
        reasoning_details: [
          { type: 'reasoning.text', text: 'First this.', signature: 'c2ln', id: 'r1', format, index: 0 },
          { type: 'reasoning.encrypted', data: 'gAAA', format, index: 1 },
        ],
      },
    ]);
  });

  test('parts of the content (Mistral) are reasoning, and go back as they came', () => {
    const thinking = (text: string) => [{ type: 'thinking', thinking: [{ type: 'text', text }] }];
    const expected = [
      { type: 'reasoning', text: 'First this.', format: 'thinking-part' },
      { type: 'text', text: 'yes' },
    ];
    const content = [...thinking('First this.'), { type: 'text', text: 'yes' }];
    const { message } = whole({ content });
    expect(message.content).toEqual(expected);
    const { reply, deltas } = streamed(
      { content: thinking('First ') },
      { content: thinking('this.') },
      { content: 'yes' },
    );
    expect(reply.message.content).toEqual(expected);
    expect(deltas[0]).toEqual({ type: 'reasoning', delta: 'First ' });
    const settings = { model: 'm', defaultSampling: {}, extra: {}, dropParameters: [] };
    const body = createRequestSerializer({ ...settings, replayReasoning: true })(
      { messages: [message] },
      false,
    );
    expect((JSON.parse(body) as { messages: object[] }).messages).toEqual([{ role: 'assistant', content }]);
  });

  test('an answer that is all reasoning is reported as it is', () => {
    for (const content of ['', null]) {
      expect(whole({ content, reasoning_content: 'I call look {"x":1}.' })).toMatchObject({
        finishReason: 'stop',
        message: { content: [{ type: 'reasoning', text: 'I call look {"x":1}.' }] },
      });
    }
  });

  test('summaries are shown as reasoning', () => {
    const summary = {
      type: 'reasoning.summary',
      summary: 'In short.',
      format: 'openai-responses-v1',
    } as const;
    expect(whole({ reasoning_details: [summary] }).message.content).toMatchObject([{ text: 'In short.' }]);
  });
});

test.each<[string, WireUsage, object]>([
  [
    'tokens written into the cache',
    { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cache_write_tokens: 6 } },
    { inputTokens: 10, cacheWriteTokens: 6 },
  ],
  [
    "DeepSeek's name for cached tokens",
    { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 4 },
    { inputTokens: 10, cachedInputTokens: 4 },
  ],
  [
    "Moonshot's name for cached tokens",
    { prompt_tokens: 10, completion_tokens: 1, cached_tokens: 4 },
    { inputTokens: 10, cachedInputTokens: 4 },
  ],
  [
    'reasoning within the answer',
    {
      prompt_tokens: 10,
      completion_tokens: 30,
      total_tokens: 40,
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    { outputTokens: 30, reasoningTokens: 20 },
  ],
  [
    'reasoning beside the answer, as the total says',
    {
      prompt_tokens: 10,
      completion_tokens: 30,
      total_tokens: 60,
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    { outputTokens: 50, reasoningTokens: 20 },
  ],
  [
    "a gateway's Anthropic names, which count the cache apart",
    { input_tokens: 10, output_tokens: 3, cache_read_input_tokens: 5, cache_creation_input_tokens: 2 },
    { inputTokens: 17, outputTokens: 3, cachedInputTokens: 5, cacheWriteTokens: 2 },
  ],
  ['nothing', {}, { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0 }],
  [
    'more cached than there was',
    { prompt_tokens: 3, cached_tokens: 9 },
    { inputTokens: 3, cachedInputTokens: 3 },
  ],
])('usage: %s', (_name, usage, expected) => {
  const { reply } = read({ choices: [{ message: { content: 'x' } }], usage });
  expect(reply.usage).toMatchObject(expected);
});
