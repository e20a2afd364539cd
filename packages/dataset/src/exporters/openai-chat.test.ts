import { type Message, type Sample, textMessage } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { renderRow } from '../rows/render-row.ts';
import { call, sample, toolResult } from '../sample.fixture.ts';
import { OpenAiChatRow } from './openai-chat.ts';

function rowOf(of: Sample): unknown {
  const [proved] = renderRow(of, { exporter: 'openai-chat', view: 'root', earlierLeaves: false });
  return proved && 'row' in proved ? proved.row : proved;
}
const row = (...root: Message[]) => OpenAiChatRow.parse(rowOf(sample(1, { root })));

test('a row in full', () => {
  expect(rowOf(sample(1))).toMatchSnapshot();
});

test('arguments keep the bytes that the model wrote', () => {
  const [message] = row(call('c', 'search', '{ "query":  "t\\u00e9a" }')).messages;
  expect(message?.tool_calls?.[0]?.function.arguments).toBe('{ "query":  "t\\u00e9a" }');
});

test('tools are JSON in the form of OpenAI', () => {
  expect(JSON.parse(row().tools)).toMatchObject([
    { type: 'function', function: { name: 'search', parameters: { required: ['query'] } } },
    { type: 'function', function: { name: 'Agent' } },
  ]);
});

describe('train', () => {
  const refused = (errorKind: 'invalid_arguments' | 'tool_error'): Message => {
    const message = toolResult('c', 'search', 'no');
    return { ...message, content: message.content.map((block) => ({ ...block, isError: true, errorKind })) };
  };

  test('is for the assistant alone', () => {
    const trained = row(...(sample(1).trajectory.runs[0]?.messages ?? [])).messages;
    expect(trained.filter((message) => message.train).map((message) => message.role)).toEqual(
      trained.filter((message) => message.role === 'assistant').map((message) => message.role),
    );
  });

  test('leaves out a turn whose call was refused, not one whose tool failed', () => {
    const turn = (kind: 'invalid_arguments' | 'tool_error') =>
      row(call('c', 'search', '{}'), refused(kind), textMessage('assistant', 'So be it.')).messages.map(
        (message) => message.train,
      );
    expect(turn('invalid_arguments')).toEqual([false, false, true]);
    expect(turn('tool_error')).toEqual([true, false, true]);
  });

  test('marks no assistant message twice over root and sub-agents', () => {
    const { messages, sub_agents } = OpenAiChatRow.parse(rowOf(sample(1)));
    const trained = [messages, ...sub_agents.map((run) => run.messages)].flat().filter((m) => m.train);
    const assistants = sample(1)
      .trajectory.runs.flatMap((run) => run.messages)
      .filter((message) => message.role === 'assistant');
    expect(trained).toHaveLength(assistants.length);
  });
});

describe('extra', () => {
  const result = (content: Message['content'][number]): Message => ({ role: 'tool', content: [content] });
  const base = {
    type: 'tool_result' as const,
    toolCallId: 'c',
    toolName: 'search',
    content: [{ type: 'text' as const, text: '{"a":1}' }],
    isError: false,
  };
  const image = { type: 'image' as const, url: 'data:image/png;base64,AA==' };

  test.each<[string, Message, unknown]>([
    ['plain text', textMessage('user', 'x'), null],
    ['a plain call', call('c', 'search', '{"query":"x"}'), null],
    ['a plain result', result(base), null],
    ['a structured result', result({ ...base, structured: { a: 1 } }), { structured: { a: 1 } }],
    [
      'an image',
      { role: 'user', content: [{ type: 'text', text: 'x' }, image] },
      { blocks: [{ type: 'text', text: 'x' }, image] },
    ],
  ])('for %s', (_, message, extra) => {
    const written = row(message).messages[0]?.extra ?? null;
    expect(written === null ? null : JSON.parse(written)).toEqual(extra);
  });
});

test('a trajectory without its root run is refused', () => {
  const broken = sample(1);
  broken.trajectory.rootRunId = 'run_gone';
  expect(() => rowOf(broken)).toThrowError(expect.objectContaining({ code: 'invalid_request' }) as Error);
});
