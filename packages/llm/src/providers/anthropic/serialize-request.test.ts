import {
  type Block,
  type Message,
  type ModelRequest,
  parseJsonObject,
  type ToolDefinition,
  textMessage,
} from '@nex/core';
import { describe, expect, test } from 'vitest';
import type { ProviderOptions } from '../provider-options.ts';
import { createRequestSerializer } from './serialize-request.ts';

const tools: ToolDefinition[] = [
  {
    name: 'look',
    description: 'Looks.',
    inputSchema: { type: 'object', properties: {} },
    origin: { kind: 'builtin' },
    repeatable: true,
    disableParallel: false,
  },
];
const make = (options: Partial<ProviderOptions> = {}) =>
  createRequestSerializer({ baseUrl: 'http://x', model: 'm1', ...options });
const bare = { settings: { dropParameters: ['cache_control'] } };
const body = (request: ModelRequest, options: Partial<ProviderOptions> = bare, stream = false) =>
  parseJsonObject(make(options).body(request, stream)) ?? {};
const says = (...content: Block[]): Message => ({ role: 'assistant', content });
const user = textMessage('user', 'u');
const call = (id: string, argumentsText: string): Block => ({
  type: 'tool_call',
  id,
  name: 'look',
  argumentsText,
});
const result = (toolCallId: string, text: string, isError = false): Message => ({
  role: 'tool',
  content: [
    { type: 'tool_result', toolCallId, toolName: 'look', content: [{ type: 'text', text }], isError },
  ],
});
const thought = (more: object, text = 'hm'): Block => ({ type: 'reasoning', text, ...more });
const text = (value: string) => ({ type: 'text', text: value });

describe('messages', () => {
  test.each<[string, Message[], object[]]>([
    [
      'text without anything is left out',
      [user, says({ type: 'text', text: ' \n' }), user],
      [
        { role: 'user', content: [text('u')] },
        { role: 'user', content: [text('u')] },
      ],
    ],
    [
      'a failure without words gets some',
      [user, says(call('a', '{}')), result('a', '', true)],
      [
        { role: 'user', content: [text('u')] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input: {} }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: [text('The tool failed.')], is_error: true },
          ],
        },
      ],
    ],
    [
      'a late system message stays in its place',
      [user, textMessage('system', 'now short')],
      [
        { role: 'user', content: [text('u')] },
        { role: 'user', content: [text('now short')] },
      ],
    ],
    [
      'signed and redacted thinking go back',
      [says(thought({ signature: 'sig' }), thought({ encrypted: 'zz' }, ''), { type: 'text', text: 'a' })],
      [
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'sig' },
            { type: 'redacted_thinking', data: 'zz' },
            text('a'),
          ],
        },
      ],
    ],
    [
      'thinking of others does not',
      [
        says(
          thought({}),
          thought({ encrypted: 'zz', id: 'rs_1' }),
          thought({ signature: 's', format: 'google-gemini-v1' }),
          { type: 'text', text: 'a' },
        ),
      ],
      [{ role: 'assistant', content: [text('a')] }],
    ],
    [
      'a message of nothing else says so',
      [says(thought({}))],
      [{ role: 'assistant', content: [text('[reasoning omitted]')] }],
    ],
    [
      'results of a turn are one message',
      [
        says(call('a', '{"x":1}'), call('functions.b:1', '{"x":')),
        result('a', 'one'),
        result('functions.b:1', 'bad', true),
        user,
      ],
      [
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'a', name: 'look', input: { x: 1 } },
            { type: 'tool_use', id: 'functions_b_1', name: 'look', input: { INVALID_JSON: '{"x":' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: [text('one')] },
            { type: 'tool_result', tool_use_id: 'functions_b_1', content: [text('bad')], is_error: true },
          ],
        },
        { role: 'user', content: [text('u')] },
      ],
    ],
    [
      'images',
      [
        {
          role: 'user',
          content: [
            { type: 'image', url: 'https://x.test/a.png' },
            { type: 'image', url: 'data:image/png;base64,AA' },
          ],
        },
      ],
      [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } },
          ],
        },
      ],
    ],
  ])('%s', (_name, messages, expected) => {
    expect(body({ messages }).messages).toEqual(expected);
  });

  test('unsigned thinking as text, where it is wanted', () => {
    const settings = { ...bare.settings, allowUnsignedThinking: true };
    expect(body({ messages: [says(thought({}))] }, { settings }).messages).toEqual([
      { role: 'assistant', content: [text('hm')] },
    ]);
  });

  test('without their proofs, messages stay without them', () => {
    const serializer = make(bare);
    const request = { messages: [user, says(thought({ signature: 's' }), { type: 'text', text: 'a' })] };
    expect(serializer.body(request, false)).toContain('"signature":"s"');
    serializer.dropProofs(request);
    const after = serializer.body({ messages: [...request.messages, user] }, false);
    expect(after).not.toContain('thinking');
  });
});

describe('fields', () => {
  test.each<[string, Partial<ProviderOptions>, object]>([
    ['a limit of its own', {}, { max_tokens: 8192 }],
    [
      'the limit of the agent',
      { defaultSampling: { maxTokens: 100, stop: ['</x>'], seed: 3 } },
      { max_tokens: 100, stop_sequences: ['</x>'] },
    ],
    [
      'thinking has its budget beside the answer, and no temperature',
      {
        defaultSampling: { temperature: 0.2 },
        extra: { thinking: { type: 'enabled', budget_tokens: 4000 }, top_k: 3 },
      },
      { max_tokens: 12_192, thinking: { type: 'enabled', budget_tokens: 4000 } },
    ],
  ])('%s', (_name, options, expected) => {
    const { model: _model, messages: _messages, ...fields } = body({ messages: [user] }, options);
    expect(fields).toEqual(expected);
  });

  test.each<[string, Partial<ProviderOptions>, boolean, boolean]>([
    ['a stream', {}, true, true],
    ['no stream', {}, false, false],
    ['switched off', { settings: { toolStreaming: false } }, true, false],
  ])('arguments are streamed as they are written: %s', (_name, options, stream, eager) => {
    const expected = {
      name: 'look',
      description: 'Looks.',
      input_schema: { type: 'object', properties: {} },
    };
    expect(body({ messages: [user], tools }, options, stream).tools).toEqual([
      eager ? { ...expected, eager_input_streaming: true } : expected,
    ]);
  });

  test('a schema for the answer goes beside what the agent configures', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } }, required: ['n'] };
    const made = body(
      { messages: [user], responseSchema: { name: 'plan', schema } },
      { extra: { output_config: { effort: 'low' } } },
    );
    expect(made.output_config).toEqual({
      effort: 'low',
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { n: { type: 'integer', description: '{minimum: 1}' } },
          required: ['n'],
          additionalProperties: false,
        },
      },
    });
  });

  test('a schema that the server cannot hold to is told in words', () => {
    const responseSchema = { name: 'plan', schema: { type: 'array', items: {} } };
    const made = body({ messages: [textMessage('system', 's'), user], responseSchema });
    expect(made).not.toHaveProperty('output_config');
    expect(made.system).toMatchObject([
      text('s'),
      { text: expect.stringContaining(JSON.stringify(responseSchema.schema)) as string },
    ]);
  });
});
