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

const make = (options: Partial<ProviderOptions> = {}) =>
  createRequestSerializer({ baseUrl: 'http://x', model: 'm1', ...options });
const body = (request: ModelRequest, options: Partial<ProviderOptions> = {}) =>
  parseJsonObject(make(options).body(request)) ?? {};
const says = (...content: Block[]): Message => ({ role: 'assistant', content });
const user = textMessage('user', 'u');
const call = (id: string, argumentsText: string, signature?: string): Block => ({
  type: 'tool_call',
  id,
  name: 'look',
  argumentsText,
  ...(signature ? { signature } : {}),
});
const result = (toolCallId: string, text: string, more: object = {}): Message => ({
  role: 'tool',
  content: [
    {
      type: 'tool_result',
      toolCallId,
      toolName: 'look',
      content: [{ type: 'text', text }],
      isError: false,
      ...more,
    },
  ],
});

describe('contents', () => {
  test.each<[string, Message[], object[]]>([
    [
      'text with its signature',
      [user, says({ type: 'text', text: 'a', signature: 's' }), textMessage('system', 'late')],
      [
        { role: 'user', parts: [{ text: 'u' }] },
        { role: 'model', parts: [{ text: 'a', thoughtSignature: 's' }] },
        { role: 'user', parts: [{ text: 'late' }] },
      ],
    ],
    [
      'thoughts only with their signature',
      [
        says(
          { type: 'reasoning', text: 'a' },
          { type: 'reasoning', text: 'b', signature: 's' },
          { type: 'text', text: 'c' },
        ),
      ],
      [{ role: 'model', parts: [{ text: 'b', thought: true, thoughtSignature: 's' }, { text: 'c' }] }],
    ],
    [
      'a message of plain thoughts is left out',
      [says({ type: 'reasoning', text: 'a' }), user],
      [{ role: 'user', parts: [{ text: 'u' }] }],
    ],
    [
      'results of a turn are one content, images after them; ids only where the server knows them',
      [
        says(call('gemini_call_0', '{"x":1}', 's'), call('srv-1', '{"x":')),
        result('gemini_call_0', 'one', { content: [{ type: 'image', url: 'data:image/png;base64,AA' }] }),
        result('srv-1', 'bad', { isError: true }),
        user,
      ],
      [
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'look', args: { x: 1 } }, thoughtSignature: 's' },
            { functionCall: { id: 'srv-1', name: 'look', args: { INVALID_JSON: '{"x":' } } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'look', response: { output: 'See the images below.' } } },
            { functionResponse: { id: 'srv-1', name: 'look', response: { error: 'bad' } } },
            { text: 'Images returned by tool call gemini_call_0:' },
            { inlineData: { mimeType: 'image/png', data: 'AA' } },
          ],
        },
        { role: 'user', parts: [{ text: 'u' }] },
      ],
    ],
    [
      'an image by its address',
      [{ role: 'user', content: [{ type: 'image', url: 'https://x.test/a.png', mimeType: 'image/png' }] }],
      [{ role: 'user', parts: [{ fileData: { mimeType: 'image/png', fileUri: 'https://x.test/a.png' } }] }],
    ],
  ])('%s', (_name, messages, expected) => {
    expect(body({ messages }).contents).toEqual(expected);
  });

  test('calls without a proof that counts say so, once in a message', () => {
    const serializer = make();
    const request = {
      messages: [
        user,
        says({ type: 'text', text: 'a', signature: 'x' }, call('a', '{}', 's'), call('b', '{}', 't')),
      ],
    };
    serializer.dropProofs(request);
    expect(parseJsonObject(serializer.body(request))?.contents).toMatchObject([
      {},
      {
        parts: [
          { text: 'a' },
          { functionCall: { id: 'a' }, thoughtSignature: 'skip_thought_signature_validator' },
          { functionCall: { id: 'b' } },
        ],
      },
    ]);
  });
});

const tools: ToolDefinition[] = [
  {
    name: 'look',
    description: 'Looks.',
    inputSchema: { $schema: 'x', type: 'object', properties: { a: { type: 'string', pattern: '^a' } } },
    origin: { kind: 'builtin' },
    repeatable: true,
    disableParallel: false,
  },
];
const responseSchema = { name: 'plan', schema: { type: 'object', properties: { n: { const: 1 } } } };

test('the parts of a request', () => {
  const made = body(
    { messages: [textMessage('system', 's'), user], tools },
    {
      defaultSampling: { maxTokens: 5, stop: ['x'], seed: 1 },
      extra: {
        thinkingConfig: { thinkingBudget: 0 },
        top_k: 4,
        safetySettings: [],
        generationConfig: { topP: 0.1 },
      },
    },
  );
  expect(made).toEqual({
    safetySettings: [],
    generationConfig: {
      temperature: 0.7,
      maxOutputTokens: 5,
      stopSequences: ['x'],
      seed: 1,
      thinkingConfig: { thinkingBudget: 0 },
      topK: 4,
      topP: 0.1,
    },
    systemInstruction: { parts: [{ text: 's' }] },
    tools: [
      {
        functionDeclarations: [
          {
            name: 'look',
            description: 'Looks.',
            parametersJsonSchema: { type: 'object', properties: { a: { type: 'string' } } },
          },
        ],
      },
    ],
    contents: [{ role: 'user', parts: [{ text: 'u' }] }],
  });
});

test('the answer is held to a schema, unless there are tools', () => {
  const held = body({ messages: [user], responseSchema });
  expect(held.generationConfig).toMatchObject({
    responseMimeType: 'application/json',
    responseJsonSchema: { type: 'object', properties: { n: { enum: [1] } } },
  });
  expect(held).not.toHaveProperty('systemInstruction');
  const told = body({ messages: [textMessage('system', 's'), user], responseSchema, tools });
  expect(told.generationConfig).toEqual({ temperature: 0.7 });
  expect(told.systemInstruction).toMatchObject({
    parts: [{ text: 's' }, { text: expect.stringContaining('{"n":{"const":1}}') as string }],
  });
});

test('nothing but the contents is a request, too', () => {
  const settings = { dropParameters: ['generationConfig'] };
  expect(body({ messages: [user] }, { settings })).toEqual({
    contents: [{ role: 'user', parts: [{ text: 'u' }] }],
  });
});

test.each<[Partial<ProviderOptions>, unknown]>([
  [{}, 0.7],
  [{ defaultSampling: { temperature: 0 } }, 0],
  [{ extra: { generationConfig: { temperature: 1 } } }, 1],
  [{ settings: { dropParameters: ['temperature'] } }, undefined],
])('the temperature with %j is %s', (options, temperature) => {
  expect((body({ messages: [user] }, options).generationConfig as { temperature?: number }).temperature).toBe(
    temperature,
  );
});
