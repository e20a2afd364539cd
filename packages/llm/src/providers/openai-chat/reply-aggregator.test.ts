import { PassThrough } from 'node:stream';
import type { ModelDelta, ModelReply } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixture } from '../../__fixtures__/read-fixture.ts';
import { readStream } from '../../http/read-stream.ts';
import { createReplyAggregator } from './reply-aggregator.ts';
import type { WireReply } from './wire.ts';

const NAMES = [
  'text',
  'tool-call',
  'parallel-calls',
  'reasoning',
  'length',
  'calls-without-index',
  'calls-with-repeated-index',
];

function whole(name: string): ModelReply {
  const aggregator = createReplyAggregator('asked');
  aggregator.push(JSON.parse(fixture(`${name}.json`).toString()) as WireReply);
  return aggregator.reply();
}

async function streamed(chunks: Iterable<Uint8Array>): Promise<{ reply: ModelReply; deltas: ModelDelta[] }> {
  const deltas: ModelDelta[] = [];
  const aggregator = createReplyAggregator('asked', (delta) => void deltas.push(delta));
  const body = new PassThrough();
  const reading = readStream(body, (data) => {
    if (data !== '[DONE]') aggregator.push(JSON.parse(data) as WireReply);
    return data === '[DONE]';
  });
  for (const chunk of chunks) body.write(chunk);
  body.end();
  await reading;
  return { reply: aggregator.reply(), deltas };
}

function split(bytes: Uint8Array, borders: number[]): Uint8Array[] {
  const cuts = [0, ...borders.map((border) => border % bytes.length).toSorted((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
}

/** What a watcher puts together from the deltas. */
function replay(deltas: readonly ModelDelta[]) {
  const calls: Record<number, { id: string; name: string; text: string }> = {};
  let text = '';
  let reasoning = '';
  for (const delta of deltas) {
    if (delta.type === 'text') text += delta.delta;
    if (delta.type === 'reasoning') reasoning += delta.delta;
    if (delta.type !== 'tool_call') continue;
    const slot = (calls[delta.index] ??= { id: '', name: '', text: '' });
    slot.id += delta.id ?? '';
    slot.name += delta.name ?? '';
    slot.text += delta.argumentsDelta ?? '';
  }
  return { text, reasoning, calls: Object.values(calls) };
}

describe.each(NAMES)('%s', (name) => {
  test('streaming and not streaming give the same reply', async () => {
    const { reply } = await streamed([fixture(`${name}.sse`)]);
    const expected = whole(name);
    expect(reply).toEqual(expected);
  });

  test('the parts may be cut anywhere, also within a character', async () => {
    const bytes = fixture(`${name}.sse`);
    const expected = whole(name);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 100_000 }), { maxLength: 40 }), async (borders) => {
        const { reply } = await streamed(split(bytes, borders));
        expect(reply).toEqual(expected);
      }),
      { numRuns: 40 },
    );
    const oneByOne = await streamed(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(oneByOne.reply).toEqual(expected);
  });

  test('the deltas add up to the message', async () => {
    const { reply, deltas } = await streamed([fixture(`${name}.sse`)]);
    const { content } = reply.message;
    expect(replay(deltas)).toEqual({
      text: content.find((block) => block.type === 'text')?.text ?? '',
      reasoning: content.find((block) => block.type === 'reasoning')?.text ?? '',
      calls: content.flatMap((block) =>
        block.type === 'tool_call'
          ? [{ id: block.id, name: block.name, text: block.name === 'list_files' ? '' : block.argumentsText }]
          : [],
      ),
    });
  });
});

test('reads every part of an answer', () => {
  expect(whole('parallel-calls')).toMatchObject({
    model: 'acme-large-2026-01',
    finishReason: 'tool_calls',
    message: {
      role: 'assistant',
      content: [
        { type: 'text', text: 'I look at both.' },
        { type: 'tool_call', id: 'call_b1', name: 'read_file', arguments: { path: 'a.txt' } },
        { type: 'tool_call', id: 'call_b2', name: 'list_files', argumentsText: '{}', arguments: {} },
      ],
    },
    usage: { inputTokens: 120, outputTokens: 31, cachedInputTokens: 64, reasoningTokens: 0, modelCalls: 1 },
  });
  expect(whole('reasoning')).toMatchObject({
    message: { content: [{ type: 'reasoning', text: 'The user greets.\nI greet back.' }, { type: 'text' }] },
    usage: { cachedInputTokens: 7, reasoningTokens: 28 },
  });
});

test('keeps the bytes of the arguments, and marks the ones that are no object by absence', () => {
  expect(whole('tool-call').message.content[0]).toMatchObject({
    argumentsText: '{"city": "Zürich",  "days":3}',
  });
  const aggregator = createReplyAggregator('asked');
  aggregator.push({
    choices: [{ message: { tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{"x":' } }] } }],
  });
  const [call] = aggregator.reply().message.content;
  expect(call).toEqual({ type: 'tool_call', id: 'a', name: 'f', argumentsText: '{"x":' });
});

test.each([
  ['stop', 'stop'],
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['function_call', 'tool_calls'],
  ['made_up', 'unknown'],
  [null, 'unknown'],
])('finish reason %s is %s', (finish_reason, expected) => {
  const aggregator = createReplyAggregator('asked');
  aggregator.push({ choices: [{ message: { content: 'x' }, finish_reason }] });
  expect(aggregator.reply()).toMatchObject({ finishReason: expected, model: 'asked' });
});
