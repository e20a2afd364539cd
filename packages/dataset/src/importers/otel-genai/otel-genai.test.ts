/** OTLP in JSON, written by hand from opentelemetry-proto and the semantic conventions for generative AI. */
import { type JsonObject, textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { importLines, importOne } from '../imported.fixture.ts';

const otlp = (...spans: JsonObject[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const attribute = (key: string, value: string | number): JsonObject => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
});
const chat = (attributes: Record<string, string | number>, more: JsonObject = {}): JsonObject => ({
  traceId: 't1',
  spanId: 'm1',
  parentSpanId: '',
  name: 'chat model-1',
  startTimeUnixNano: '1767225600000000000',
  endTimeUnixNano: '1767225601000000000',
  attributes: Object.entries({ 'gen_ai.operation.name': 'chat', ...attributes }).map(([key, value]) =>
    attribute(key, value),
  ),
  ...more,
});
const CONTENT = {
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Tea?' }] }]),
  'gen_ai.output.messages': JSON.stringify([
    { role: 'assistant', parts: [{ type: 'text', content: 'Sencha.' }], finish_reason: 'stop' },
  ]),
};

test('attributes: instructions apart, tools, usage, times, provider', async () => {
  const { trajectory } = await importOne([
    otlp(
      chat({
        ...CONTENT,
        'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'You help.' }]),
        'gen_ai.tool.definitions': JSON.stringify([
          { type: 'function', name: 'search', description: 'S.', parameters: { type: 'object' } },
        ]),
        'gen_ai.provider.name': 'openai',
        'gen_ai.response.model': 'model-1-x',
        'gen_ai.usage.input_tokens': 7,
        'gen_ai.usage.cache_read.input_tokens': 3,
        'gen_ai.usage.output_tokens': 2,
      }),
    ),
  ]);
  const [run] = trajectory.runs;
  expect(run?.messages.map((message) => [message.role, textOf(message)])).toEqual([
    ['system', 'You help.'],
    ['user', 'Tea?'],
    ['assistant', 'Sencha.'],
  ]);
  expect(run).toMatchObject({
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
  });
  expect(run?.tools.map((tool) => tool.name)).toEqual(['search']);
  expect(trajectory.usage).toMatchObject({ inputTokens: 7, cachedInputTokens: 3, outputTokens: 2 });
  expect(trajectory.provenance).toMatchObject({ model: 'model-1-x', provider: 'openai' });
});

test('of several choices the first counts', async () => {
  const choice = (content: string) => ({
    role: 'assistant',
    parts: [{ type: 'text', content }],
    finish_reason: 'stop',
  });
  const answers = JSON.stringify([choice('Sencha.'), choice('Gyokuro.')]);
  const { trajectory } = await importOne([otlp(chat({ ...CONTENT, 'gen_ai.output.messages': answers }))]);
  expect(trajectory.runs[0]?.messages.at(-1)?.content).toEqual([{ type: 'text', text: 'Sencha.' }]);
});

test('what is heard is no image', async () => {
  const audio = { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'AAAA' };
  const film = { type: 'uri', modality: 'video', uri: 'https://tea.example/a.mp4' };
  const photo = { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' };
  const asked = JSON.stringify([{ role: 'user', parts: [audio, film, photo] }]);
  const { trajectory, warnings } = await importOne([
    otlp(chat({ ...CONTENT, 'gen_ai.input.messages': asked })),
  ]);
  expect(trajectory.runs[0]?.messages[0]?.content).toEqual([
    { type: 'text', text: JSON.stringify(audio) },
    { type: 'text', text: JSON.stringify(film) },
    { type: 'image', url: 'data:image/png;base64,AAAA', mimeType: 'image/png' },
  ]);
  expect(warnings.map(({ code, note }) => [code, note])).toEqual([
    ['part_unread', 'part of type blob'],
    ['part_unread', 'part of type uri'],
  ]);
});

test('the attributes on the event of the operation', async () => {
  const attributes = Object.entries(CONTENT).map(([key, value]) => attribute(key, value));
  const event: JsonObject = { name: 'gen_ai.client.inference.operation.details', attributes };
  const { trajectory } = await importOne([otlp(chat({}, { events: [event] }))]);
  expect(trajectory.runs[0]?.messages).toHaveLength(2);
});

test('events whose fields are attributes, calls as JSON', async () => {
  const events: JsonObject[] = [
    { name: 'gen_ai.user.message', attributes: [attribute('content', 'Tea?')] },
    {
      name: 'gen_ai.choice',
      attributes: [
        attribute('finish_reason', 'tool_calls'),
        attribute(
          'tool_calls',
          JSON.stringify([
            { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q": 1}' } },
          ]),
        ),
      ],
    },
  ];
  const { trajectory } = await importOne([otlp(chat({}, { events }))]);
  expect(trajectory.runs[0]?.messages[1]?.content).toEqual([
    { type: 'tool_call', id: 'c1', name: 'search', argumentsText: '{"q": 1}', arguments: { q: 1 } },
  ]);
});

test('numbered attributes, without the name of an operation', async () => {
  const attributes = {
    'gen_ai.request.model': 'model-1',
    'gen_ai.completion.0.content': 'Sencha.',
    'gen_ai.completion.0.finish_reason': 'stop',
    'gen_ai.prompt.0.role': 'user',
    'gen_ai.prompt.0.content': '[{"type":"text","text":"Tea?"}]',
    'gen_ai.prompt.10.role': 'tool',
    'gen_ai.prompt.10.tool_call_id': 'c1',
    'gen_ai.prompt.10.content': '[1]',
    'gen_ai.prompt.2.role': 'assistant',
    'gen_ai.prompt.2.tool_calls.0.id': 'c1',
    'gen_ai.prompt.2.tool_calls.0.name': 'search',
    'gen_ai.prompt.2.tool_calls.0.arguments': '{"q": 1}',
    'llm.request.functions.0.name': 'search',
    'llm.request.functions.0.parameters': '{"type":"object"}',
  };
  const { trajectory } = await importOne([JSON.stringify({ ...chat({}), attributes })]);
  const [run] = trajectory.runs;
  expect(run?.messages.map((message) => message.content)).toMatchObject([
    [{ type: 'text', text: 'Tea?' }],
    [{ type: 'tool_call', id: 'c1', name: 'search', argumentsText: '{"q": 1}' }],
    [{ type: 'tool_result', toolCallId: 'c1', content: [{ text: '[1]' }] }],
    [{ type: 'text', text: 'Sencha.' }],
  ]);
  expect(run?.tools.map((tool) => tool.name)).toEqual(['search']);
  expect(run?.stopReason).toBe('answered');
});

test('one span per line, attributes as an object', async () => {
  const span = { ...chat({}), attributes: { 'gen_ai.operation.name': 'chat', ...CONTENT } };
  const { trajectory } = await importOne([JSON.stringify(span)]);
  expect(trajectory.runs[0]?.response).toBe('Sencha.');
});

test('arguments as an object, a result as an object, an error that only the tool span knows', async () => {
  const messages = [
    { role: 'user', parts: [{ type: 'text', content: 'Tea?' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'search', arguments: { q: 1 } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { error: 'no network' } }] },
  ];
  const tool = {
    ...chat({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'gen_ai.tool.call.id': 'c1',
    }),
    spanId: 'x1',
    status: { code: 2, message: 'no network' },
  };
  const { trajectory, warnings } = await importOne([
    otlp(tool, chat({ ...CONTENT, 'gen_ai.input.messages': JSON.stringify(messages) })),
  ]);
  expect(trajectory.runs[0]?.messages[2]?.content).toEqual([
    {
      type: 'tool_result',
      toolCallId: 'c1',
      toolName: 'search',
      content: [{ type: 'text', text: '{"error":"no network"}' }],
      structured: { error: 'no network' },
      isError: true,
    },
  ]);
  expect(warnings.map((warning) => warning.code)).toEqual(['arguments_not_text', 'tools_inferred']);
});

test('an answer that was cut, and a call that failed', async () => {
  const cut = await importOne([
    otlp(
      chat({
        ...CONTENT,
        'gen_ai.output.messages': CONTENT['gen_ai.output.messages'].replace('stop', 'length'),
      }),
    ),
  ]);
  expect(cut.trajectory.runs[0]).toMatchObject({ state: 'completed', stopReason: 'truncated' });
  const failed = await importOne([otlp(chat(CONTENT, { status: { code: 'STATUS_CODE_ERROR' } }))]);
  expect(failed.trajectory.runs[0]).toMatchObject({ state: 'failed', stopReason: 'model_error' });
});

test('spans without contents say what to do', async () => {
  const { rejections } = await importLines([otlp(chat({}))]);
  expect(rejections).toMatchObject([{ line: 1, reason: 'no_conversation' }]);
  expect(rejections[0]?.note).toContain('only when told to');
});
