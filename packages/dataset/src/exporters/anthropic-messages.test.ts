import { type Block, type Message, type ToolResultBlock, textMessage } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyMessages } from '../message.arbitrary.ts';
import { renderRow } from '../rows/render-row.ts';
import { call, sample, toolResult } from '../sample.fixture.ts';
import type { RowMessage } from './anthropic/row.ts';
import { EXPORTERS } from './index.ts';

const FORMAT = { exporter: 'anthropic-messages', view: 'root', earlierLeaves: false } as const;

function proved(...root: Message[]) {
  const [each] = renderRow(sample(1, { root, subAgents: [] }), FORMAT);
  if (!each) throw new Error('no row');
  return each;
}

function rowOf(...root: Message[]) {
  const each = proved(...root);
  if ('refusal' in each) throw new Error(each.refusal.detail);
  return each;
}

/** A row without its nulls, as it goes to the API. */
const bare = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_, each) => each ?? undefined);

const ask = textMessage('user', 'Go.');
const turn = (...content: Block[]): Message => ({ role: 'assistant', content });
const sound = (id: string): Block => ({
  type: 'tool_call',
  id,
  name: 'search',
  argumentsText: '{ "query": "x" }',
  arguments: { query: 'x' },
});
const broken: Block = { type: 'tool_call', id: 'b', name: 'search', argumentsText: '{"query": ' };
const result = (id: string, changes: Partial<ToolResultBlock> = {}): Message => {
  const message = toolResult(id, 'search', 'found');
  return { ...message, content: message.content.map((block) => ({ ...block, ...changes }) as Block) };
};

test('system, reasoning, parallel calls, and their results in one message', () => {
  const { row, losses } = rowOf(
    textMessage('system', 'You search.'),
    ask,
    turn(
      { type: 'reasoning', text: 'Hm.', signature: 'sig' },
      { type: 'text', text: 'I look.' },
      sound('c1'),
      sound('c2'),
    ),
    result('c2', { isError: true, errorKind: 'tool_error' }),
    result('c1'),
    textMessage('assistant', 'Done.'),
  );
  const found = [{ type: 'text', text: 'found' }];
  expect(bare(row['system'])).toEqual([{ type: 'text', text: 'You search.' }]);
  expect(bare(row['messages'])).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'Go.' }], train: false },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'c1', name: 'search', input: '{ "query": "x" }' },
        { type: 'tool_use', id: 'c2', name: 'search', input: '{ "query": "x" }' },
      ],
      train: true,
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'c2', is_error: true, content: found },
        { type: 'tool_result', tool_use_id: 'c1', is_error: false, content: found },
      ],
      train: false,
    },
    { role: 'assistant', content: [{ type: 'text', text: 'Done.' }], train: true },
  ]);
  expect(losses).toEqual({ error_kinds: 1 });
  expect(JSON.parse(row['tools'] as string)).toMatchObject([
    { name: 'search', input_schema: { required: ['query'] } },
    { name: 'Agent' },
  ]);
});

test('images of users and tools, and reasoning that is only encrypted', () => {
  const image = { type: 'image' as const, url: 'data:image/png;base64,AAAA' };
  const { row, losses } = rowOf(
    { role: 'user', content: [image, { type: 'image', url: 'https://example.com/a.png', detail: 'low' }] },
    turn({ type: 'reasoning', text: '', encrypted: 'xyz' }, sound('c')),
    result('c', { content: [image] }),
    turn(image, { type: 'text', text: 'Seen.' }),
  );
  const source = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
  expect(bare(row['messages'])).toMatchObject([
    { content: [{ source }, { source: { type: 'url', url: 'https://example.com/a.png' } }] },
    { content: [{ type: 'redacted_thinking', data: 'xyz' }, { type: 'tool_use' }] },
    { content: [{ content: [{ type: 'image', source }] }] },
    { content: [{ type: 'text', text: 'Seen.' }] },
  ]);
  expect(losses).toEqual({ image_hints: 1, images: 1 });
});

test('a malformed call and what it got are text', () => {
  const { row, losses } = rowOf(
    ask,
    turn(broken, sound('c')),
    result('b', { isError: true, errorKind: 'malformed_arguments' }),
    result('c'),
    textMessage('assistant', 'Done.'),
  );
  expect(bare(row['messages'])).toMatchObject([
    { role: 'user' },
    {
      content: [
        { type: 'text', text: '{"query":' },
        { type: 'tool_use', id: 'c' },
      ],
      train: false,
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c' }] },
    { role: 'user', content: [{ type: 'text', text: 'found' }] },
    { role: 'assistant' },
  ]);
  expect(losses).toEqual({
    malformed_calls: 1,
    result_names: 1,
    error_flags: 1,
    error_kinds: 1,
    result_order: 1,
  });
});

test('ids that the API does not take, or that come again, are new', () => {
  const { row, losses } = rowOf(
    ask,
    turn(sound('call:1')),
    result('call:1'),
    turn(sound('call_1')),
    result('call_1'),
    turn(sound('x')),
    result('x'),
    turn(sound('x')),
  );
  const ids = JSON.stringify(row['messages']).matchAll(/"(?:id|tool_use_id)":"([^"]+)"/g);
  expect([...ids].map(([, id]) => id)).toEqual(['call_1', 'call_1', 'call_2', 'call_2', 'x', 'x', 'call_4']);
  expect(losses).toEqual({ call_ids: 3 });
});

describe('refused is', () => {
  test.each<[string, string, Message[]]>([
    ['a call without its result', 'results', [ask, turn(sound('c'), sound('d')), result('c')]],
    ['a call that another message follows', 'results', [ask, turn(sound('c')), ask]],
    ['a result without its call', 'results', [ask, turn(sound('c')), result('d')]],
    ['a result at the beginning', 'results', [ask, result('c')]],
    ['a second result', 'results', [ask, turn(sound('c')), result('c'), result('c')]],
    ['two calls of one id', 'unrepresentable', [ask, turn(sound('c'), sound('c'))]],
    ['a system prompt later on', 'unrepresentable', [ask, textMessage('system', 'x')]],
    ['an assistant who begins', 'unrepresentable', [textMessage('assistant', 'x')]],
    ['a blank message', 'unrepresentable', [textMessage('user', ' '), textMessage('assistant', 'x')]],
    ['a name with other signs', 'unrepresentable', [ask, call('c', 'web.search', '{}')]],
  ])('%s', (_, reason, root) => {
    expect(proved(...root)).toMatchObject({ refusal: { reason } });
  });
});

test('the proof finds a changed row', () => {
  const messages = [ask, turn(sound('c')), result('c')];
  const { run, ...rest } = {
    run: sample(1).trajectory.runs[0] as never,
    leaf: 0,
    leaves: 1,
    tools: [],
    messages,
    train: [false, true, false],
  };
  const around = { sample: sample(1), nested: [] };
  const written = EXPORTERS['anthropic-messages'].write({ run, ...rest }, around);
  if (!('prove' in written)) throw new Error(written.detail);
  const line = JSON.stringify(written.fields);
  const after = (from: string, to: string) =>
    written.prove(JSON.parse(line.replace(from, to)) as never)?.reason;
  expect(after('', '')).toBeUndefined();
  expect(after('Go.', 'Stop.')).toBe('user');
  expect(after('\\"x\\"', '\\"y\\"')).toBe('turn');
  expect(after('found', 'lost')).toBe('results');
  expect(after('"tool_use"', '"tool"')).toBe('reading');
});

test('any conversation is refused with a reason, or a row that the API takes', () => {
  fc.assert(
    fc.property(anyMessages, (root) => {
      const each = proved(ask, ...root);
      if ('refusal' in each) {
        // Never because the row itself came out wrong.
        expect(each.refusal.detail).not.toMatch(/otherwise|missing|cannot be read/);
        return;
      }
      const messages = each.row['messages'] as unknown as RowMessage[];
      const idsOf = (at: number, field: 'id' | 'tool_use_id') =>
        (messages[at]?.content ?? []).flatMap((block) => block[field] ?? []).sort();
      for (const [at, { role, content }] of messages.entries()) {
        for (const { text } of content) if (text !== null) expect(text.trim()).not.toBe('');
        if (at < messages.length - 1) expect(content).not.toEqual([]);
        if (role === 'assistant' && at < messages.length - 1)
          expect(idsOf(at + 1, 'tool_use_id')).toEqual(idsOf(at, 'id'));
      }
    }),
    { numRuns: 200 },
  );
});
