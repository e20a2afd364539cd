import {
  type Message,
  type ModelRequest,
  parseJsonObject,
  type ToolDefinition,
  textMessage,
} from '@nex/core';
import { describe, expect, test } from 'vitest';
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
const ask = (...calls: [id: string, argumentsText: string][]): Message => ({
  role: 'assistant',
  content: calls.map(([id, argumentsText]) => ({ type: 'tool_call', id, name: 'look', argumentsText })),
});
const answer = (toolCallId: string, text: string, images: string[] = []): Message => ({
  role: 'tool',
  content: [
    {
      type: 'tool_result',
      toolCallId,
      toolName: 'look',
      content: [
        ...(text === '' ? [] : [{ type: 'text' as const, text }]),
        ...images.map((url) => ({ type: 'image' as const, url })),
      ],
      isError: false,
    },
  ],
});

function serializer(settings: Partial<Parameters<typeof createRequestSerializer>[0]> = {}) {
  return createRequestSerializer({
    model: 'm1',
    defaultSampling: {},
    extra: {},
    replayReasoning: true,
    dropParameters: [],
    ...settings,
  });
}
const body = (request: ModelRequest, settings = {}, stream = false) =>
  parseJsonObject(serializer(settings)(request, stream));
const wire = (...messages: Message[]) => body({ messages })?.messages;

describe('messages', () => {
  test.each<[string, Message[], unknown[]]>([
    [
      'text',
      [textMessage('system', 's'), textMessage('user', 'u')],
      [
        { role: 'system', content: 's' },
        { role: 'user', content: 'u' },
      ],
    ],
    [
      'an image of the user',
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'see' },
            { type: 'image', url: 'data:x' },
          ],
        },
      ],
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'see' },
            { type: 'image_url', image_url: { url: 'data:x' } },
          ],
        },
      ],
    ],
    [
      'a call without text, with the bytes of its arguments',
      [ask(['a', '{ "x" :1}'])],
      [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{ "x" :1}' } }],
        },
      ],
    ],
    [
      'reasoning',
      [
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm' },
            { type: 'text', text: 'yes' },
          ],
        },
      ],
      [{ role: 'assistant', content: 'yes', reasoning_content: 'hm' }],
    ],
    [
      'images of tools after the last result of the turn',
      [answer('a', 'one', ['data:1']), answer('b', '', ['data:2']), textMessage('user', 'go on')],
      [
        { role: 'tool', tool_call_id: 'a', content: 'one' },
        { role: 'tool', tool_call_id: 'b', content: 'See the images below.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Images returned by tool call a:' },
            { type: 'image_url', image_url: { url: 'data:1' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Images returned by tool call b:' },
            { type: 'image_url', image_url: { url: 'data:2' } },
          ],
        },
        { role: 'user', content: 'go on' },
      ],
    ],
  ])('%s', (_name, messages, expected) => {
    expect(wire(...messages)).toEqual(expected);
  });

  test('reasoning stays here when the server does not want it', () => {
    const message: Message = { role: 'assistant', content: [{ type: 'reasoning', text: 'hm' }] };
    expect(body({ messages: [message] }, { replayReasoning: false })?.messages).toEqual([
      { role: 'assistant', content: '' },
    ]);
  });
});

test('the body of a turn extends the body of the turn before, to the byte', () => {
  const toBody = serializer({ defaultSampling: { temperature: 0 } });
  const messages = [textMessage('system', 's'), textMessage('user', 'u')];
  const turns: Message[][] = [
    [ask(['a', '{"x": 1}'])],
    [answer('a', 'one', ['data:1'])],
    [ask(['b', '{}'], ['c', '{"é":"\\u00e9"}'])],
    [answer('b', 'two'), answer('c', 'three')],
    [textMessage('assistant', 'done'), textMessage('user', 'more')],
  ];
  let before = toBody({ messages, tools }, false);
  for (const turn of turns) {
    messages.push(...turn);
    const now = toBody({ messages: [...messages], tools }, false);
    expect(before.endsWith(']}')).toBe(true);
    expect(now.startsWith(before.slice(0, -2))).toBe(true);
    expect(now.length).toBeGreaterThan(before.length);
    before = now;
  }
});

test('a message is serialized once', () => {
  let reads = 0;
  const message: Message = {
    role: 'user',
    get content() {
      reads += 1;
      return [{ type: 'text' as const, text: 'u' }];
    },
  };
  const toBody = serializer();
  toBody({ messages: [message] }, false);
  const once = reads;
  toBody({ messages: [message] }, false);
  expect(once).toBeGreaterThan(0);
  expect(reads).toBe(once);
});

test('sampling and extra fields: the request wins over the settings, and neither over the platform', () => {
  const settings = {
    defaultSampling: { temperature: 0.1, topP: 0.9 },
    extra: { top_k: 5, stream: true, extra_body: { chat_template_kwargs: { thinking: false } } },
  };
  const request = {
    messages: [textMessage('user', 'u')],
    sampling: { temperature: 1, maxTokens: 50, seed: 3 },
    extra: { top_k: 7, messages: [], model: 'other' },
  };
  expect(body(request, settings)).toEqual({
    model: 'm1',
    temperature: 1,
    top_p: 0.9,
    max_tokens: 50,
    seed: 3,
    top_k: 7,
    chat_template_kwargs: { thinking: false },
    messages: [{ role: 'user', content: 'u' }],
  });
});

test('penalties and stop sequences', () => {
  const sampling = { frequencyPenalty: 0.5, presencePenalty: -0.5, stop: ['</tool_use>'] };
  const messages = [textMessage('user', 'u')];
  expect(body({ messages, sampling })).toMatchObject({
    frequency_penalty: 0.5,
    presence_penalty: -0.5,
    stop: ['</tool_use>'],
  });
  expect(body({ messages, sampling: { stop: [] } })).not.toHaveProperty('stop');
});

test('dropped parameters are not sent, whoever set them', () => {
  const dropParameters = ['temperature', 'top_k', 'stream_options', 'tools', 'response_format', 'messages'];
  const request = {
    messages: [textMessage('user', 'u')],
    sampling: { temperature: 1, maxTokens: 5 },
    extra: { top_k: 7 },
    tools,
    responseSchema: { name: 'plan', schema: {} },
  };
  expect(body(request, { dropParameters }, true)).toEqual({
    model: 'm1',
    max_tokens: 5,
    stream: true,
    messages: [{ role: 'user', content: 'u' }],
  });
});

test('an image says how closely it is looked at', () => {
  const image = { type: 'image', url: 'data:x', detail: 'low' } as const;
  expect(wire({ role: 'user', content: [image] })).toMatchObject([
    { content: [{ type: 'image_url', image_url: { url: 'data:x', detail: 'low' } }] },
  ]);
});

test('streaming, tools and a response schema', () => {
  const schema = { type: 'object', properties: {} } as const;
  expect(
    body({ messages: [textMessage('user', 'u')], tools, responseSchema: { name: 'plan', schema } }, {}, true),
  ).toMatchObject({
    stream: true,
    stream_options: { include_usage: true },
    tools: [
      { type: 'function', function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } } },
    ],
    response_format: { type: 'json_schema', json_schema: { name: 'plan', schema } },
  });
});
