/** What every provider makes of an answer, whatever its wire. */
import {
  type Message,
  type ModelDelta,
  type ModelReply,
  NexError,
  type ReasoningBlock,
  textMessage,
  textOf,
  toolCallsOf,
} from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlayedAnswer } from '../__fixtures__/played-pool.ts';
import { APIS, CASES, playedModel, REQUEST, SSE, stream, whole } from '../__fixtures__/provider-cases.ts';
import { PROVIDERS } from './index.ts';
import type { ProviderOptions } from './provider-options.ts';

const { signal } = new AbortController();

describe.each(APIS)('%s', (api) => {
  const wire = CASES[api];
  const setUp = (answers: PlayedAnswer[], options: Partial<ProviderOptions> = {}) =>
    playedModel(api, answers, options);

  test.each(['text', 'tool-call', 'parallel-calls', 'reasoning', 'length'])(
    '%s: streaming and not streaming give the same reply, and the deltas tell all of it',
    async (name) => {
      const { model } = setUp([whole(api, name), stream(api, name), whole(api, name)]);
      const deltas: ModelDelta[] = [];
      const onDelta = (delta: ModelDelta) => void deltas.push(delta);
      const asked = await model.call(REQUEST, { signal });
      const streamed = await model.call(REQUEST, { signal, onDelta });
      expect(streamed).toEqual(asked);
      expect(deltas.length).toBeGreaterThan(0);
      expect(told(deltas)).toEqual(contents(asked.message));
      // A server that cannot stream.
      deltas.length = 0;
      await model.call(REQUEST, { signal, onDelta });
      expect(told(deltas)).toEqual(contents(asked.message));
    },
  );

  test('the recorded replies in neutral words', async () => {
    const names = ['text', 'tool-call', 'parallel-calls', 'reasoning', 'length'];
    const { model } = setUp(names.map((name) => whole(api, name)));
    const replies: ModelReply[] = [];
    while (replies.length < names.length) replies.push(await model.call(REQUEST, { signal }));
    const [text, call, calls, reasoning, length] = replies;
    expect(text).toMatchObject({
      finishReason: 'stop',
      usage: { inputTokens: 21, outputTokens: 9, modelCalls: 1 },
      message: textMessage('assistant', 'Grüße aus 東京 🗼, naïve café.'),
    });
    expect(text?.model).toMatch(/^acme-.*2026-01$/);
    expect(call).toMatchObject({
      finishReason: 'tool_calls',
      usage: { inputTokens: 120, cachedInputTokens: 64, outputTokens: 31 },
    });
    expect(call && toolCallsOf(call.message)).toMatchObject([
      { name: 'forecast', arguments: { city: 'Zürich', days: 3 } },
    ]);
    expect(calls && toolCallsOf(calls.message)).toMatchObject([
      { name: 'read_file', arguments: { path: 'a.txt' } },
      { name: 'list_files', argumentsText: '{}', arguments: {} },
    ]);
    expect(new Set(calls && toolCallsOf(calls.message).map(({ id }) => id)).size).toBe(2);
    expect(calls && textOf(calls.message)).toBe('I look at both.');
    expect(reasoning && textOf(reasoning.message)).toBe('Hello.');
    expect(reasoning?.message.content[0]).toMatchObject({
      type: 'reasoning',
      text: expect.stringContaining('The user greets.') as string,
    });
    expect(reasoning?.usage.outputTokens).toBe(40);
    expect(length).toMatchObject({ finishReason: 'length', message: textMessage('assistant', 'Once upon') });
  });
  test('whatever a server answers, the failure is a NexError', async () => {
    const part = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), fc.boolean(), async (parts, streams) => {
        const body = streams
          ? parts.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')
          : JSON.stringify(parts[0] ?? null);
        const { model } = setUp([{ body, headers: streams ? SSE : {} }]);
        const thrown = await model.call(REQUEST, { signal }).then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(thrown === undefined || thrown instanceof NexError).toBe(true);
      }),
    );
  });

  test('the settings can ask for a stream that nobody watches', async () => {
    const { model } = setUp([stream(api, 'text')], { settings: { stream: true } });
    const { message } = await model.call(REQUEST, { signal });
    expect(textOf(message)).toContain('東京');
  });
  test.each<[string, () => PlayedAnswer, string]>([
    ['a refused key', () => ({ ...whole(api, 'error-401'), status: wire.refusedKey }), 'model_rejected'],
    ['a limit of pace', () => ({ ...whole(api, 'error-429'), status: 429 }), 'model_overloaded'],
    ['a server at fault', () => ({ body: '', status: 500 }), 'model_overloaded'],
    ['a web page', () => ({ body: '<html>', headers: { 'content-type': 'text/html' } }), 'model_rejected'],
    ['an answer without a message', () => ({ body: '{"usage":{}}' }), 'model_overloaded'],
    ['an error with status 200', () => ({ body: '{"error":{"message":"no"}}' }), 'model_overloaded'],
    ['an error within a stream', () => stream(api, 'error-in-stream'), 'model_overloaded'],
    ['a stream that ends early', () => stream(api, 'cut'), 'model_unreachable'],
    ['a stream of rubbish', () => ({ body: 'data: {oops\n\n', headers: SSE }), 'model_unreachable'],
  ])('%s', async (name, answer, code) => {
    const { model, requests } = setUp([answer()]);
    const onDelta = name.includes('stream') ? () => {} : undefined;
    const thrown = await model
      .call(REQUEST, { signal, ...(onDelta ? { onDelta } : {}) })
      .catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(NexError);
    expect(thrown).toMatchObject({ code });
    expect(JSON.stringify((thrown as NexError).toFailure())).not.toContain('sk-test');
    expect((thrown as NexError).hint).toBeTruthy();
    if (name === 'a refused key') expect((thrown as NexError).hint).toContain('LLM_API_KEY');
    expect(requests).toHaveLength(1);
  });

  test('a base URL that is none', () => {
    expect(() => PROVIDERS[api]({ baseUrl: 'localhost', model: 'm' })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    );
  });
});

/** Words of all wires, so that made-up answers get far. */
const FIELDS = [
  'choices',
  'message',
  'delta',
  'content',
  'tool_calls',
  'function',
  'arguments',
  'usage',
  'finish_reason',
  'type',
  'output',
  'item',
  'output_index',
  'response',
  'status',
  'summary',
  'text',
  'content_block',
  'index',
  'input',
  'name',
  'stop_reason',
  'candidates',
  'parts',
  'functionCall',
  'args',
  'finishReason',
  'error',
  'model',
];

interface Told {
  text: string;
  reasoning: string;
  calls: { id: string; name: string; args: string }[];
}

function told(deltas: readonly ModelDelta[]): Told {
  const all: Told = { text: '', reasoning: '', calls: [] };
  for (const delta of deltas) {
    if (delta.type === 'text') all.text += delta.delta;
    else if (delta.type === 'reasoning') all.reasoning += delta.delta;
    else if (delta.type === 'tool_call') {
      const call = (all.calls[delta.index] ??= { id: '', name: '', args: '' });
      call.id += delta.id ?? '';
      call.name += delta.name ?? '';
      call.args += delta.argumentsDelta ?? '';
    }
  }
  // No arguments are told by telling none.
  for (const call of all.calls) call.args ||= '{}';
  return all;
}

function contents(message: Message): Told {
  const reasoning = message.content.filter((block): block is ReasoningBlock => block.type === 'reasoning');
  return {
    text: textOf(message),
    reasoning: reasoning.map(({ text }) => text).join(''),
    calls: toolCallsOf(message).map(({ id, name, argumentsText: args }) => ({ id, name, args })),
  };
}
