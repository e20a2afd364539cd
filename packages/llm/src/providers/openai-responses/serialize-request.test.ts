import {
  type Block,
  type Message,
  type ModelRequest,
  parseJsonObject,
  type ToolDefinition,
  textMessage,
} from '@nex/core';
import { expect, test } from 'vitest';
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
const body = (request: ModelRequest, options: Partial<ProviderOptions> = {}, stream = false) =>
  parseJsonObject(make(options).body(request, stream)) ?? {};
const says = (...content: Block[]): Message => ({ role: 'assistant', content });
const user = textMessage('user', 'u');
const thought = (text: string, more: object = {}): Block => ({ type: 'reasoning', text, ...more });

test.each<[string, Message[], object[]]>([
  [
    'text',
    [user, says({ type: 'text', text: 'a' }), textMessage('system', 'late')],
    [
      { role: 'user', content: 'u' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
      { role: 'system', content: 'late' },
    ],
  ],
  [
    'a call with the bytes of its arguments',
    [says({ type: 'tool_call', id: 'c', name: 'look', argumentsText: '{ "x" :' })],
    [{ type: 'function_call', call_id: 'c', name: 'look', arguments: '{ "x" :' }],
  ],
  [
    'encrypted reasoning with all of its summaries, each item by itself',
    [
      says(
        thought('one', { id: 'rs_1', encrypted: 'zz' }),
        thought('two', { id: 'rs_1' }),
        thought('', { id: 'rs_2', encrypted: 'yy' }),
      ),
    ],
    [
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [
          { type: 'summary_text', text: 'one' },
          { type: 'summary_text', text: 'two' },
        ],
        encrypted_content: 'zz',
      },
      { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'yy' },
    ],
  ],
  [
    'no reasoning of others',
    [
      says(thought('a'), thought('b', { signature: 's' }), thought('', { encrypted: 'z' }), {
        type: 'text',
        text: 'x',
      }),
    ],
    [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] }],
  ],
  [
    'a result with an image',
    [
      {
        role: 'tool',
        content: [
          {
            type: 'tool_result',
            toolCallId: 'c',
            toolName: 'look',
            content: [
              { type: 'text', text: 't' },
              { type: 'image', url: 'data:x', detail: 'low' },
            ],
            isError: false,
          },
        ],
      },
    ],
    [
      {
        type: 'function_call_output',
        call_id: 'c',
        output: [
          { type: 'input_text', text: 't' },
          { type: 'input_image', image_url: 'data:x', detail: 'low' },
        ],
      },
    ],
  ],
  [
    'a result of text',
    [
      {
        role: 'tool',
        content: [
          {
            type: 'tool_result',
            toolCallId: 'c',
            toolName: 'look',
            content: [{ type: 'text', text: 't' }],
            isError: true,
          },
        ],
      },
    ],
    [{ type: 'function_call_output', call_id: 'c', output: 't' }],
  ],
])('%s', (_name, messages, expected) => {
  expect(body({ messages }).input).toEqual(expected);
});

test('the system prompt is the instructions, part by part', () => {
  const system: Message = {
    role: 'system',
    content: [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ],
  };
  expect(body({ messages: [system, textMessage('system', 'c'), user], tools }, {}, true)).toEqual({
    model: 'm1',
    parallel_tool_calls: true,
    include: ['reasoning.encrypted_content'],
    store: false,
    stream: true,
    instructions: 'a\n\nb\n\nc',
    tools: [
      {
        type: 'function',
        name: 'look',
        description: 'Looks.',
        parameters: { type: 'object', properties: {} },
        strict: false,
      },
    ],
    input: [{ role: 'user', content: 'u' }],
  });
});

test('fields of the agent, in the words of the wire', () => {
  const schema = { type: 'object' };
  const made = body(
    { messages: [user], responseSchema: { name: 'plan', schema } },
    {
      defaultSampling: { temperature: 0.1, maxTokens: 5, seed: 3, frequencyPenalty: 1, stop: ['x'] },
      extra: { reasoning: { effort: 'low' }, include: ['more'], text: { verbosity: 'low' }, store: true },
      settings: { dropParameters: ['temperature', 'parallel_tool_calls'] },
    },
  );
  expect(made).toEqual({
    model: 'm1',
    max_output_tokens: 5,
    include: ['more', 'reasoning.encrypted_content'],
    reasoning: { summary: 'detailed', effort: 'low' },
    store: false,
    text: { verbosity: 'low', format: { type: 'json_schema', name: 'plan', schema } },
    input: [{ role: 'user', content: 'u' }],
  });
});

test('a schema that may not be sent is told in words', () => {
  const responseSchema = { name: 'plan', schema: { type: 'object' } };
  const made = body(
    { messages: [textMessage('system', 's'), user], responseSchema },
    { settings: { dropParameters: ['text'] } },
  );
  expect(made).not.toHaveProperty('text');
  expect(made.instructions).toMatch(/^s\n\n.*plan/);
});

test('without its proofs, a message stays without reasoning', () => {
  const serializer = make();
  const request = {
    messages: [user, says(thought('a', { id: 'rs_1', encrypted: 'zz' }), { type: 'text', text: 'b' })],
  };
  expect(serializer.body(request, false)).toContain('zz');
  serializer.dropProofs(request);
  expect(serializer.body({ messages: [...request.messages, user] }, false)).not.toContain('rs_1');
});
