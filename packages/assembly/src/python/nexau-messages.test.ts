import type { Message } from '@nex/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callBlock, fromNexauMessage, NexauMessages, toNexauMessage } from './nexau-messages.ts';

const CALL = {
  type: 'tool_call' as const,
  id: 'c1',
  name: 'look',
  argumentsText: '{ "at": 1.0 }',
  arguments: { at: 1 },
};
const MESSAGES: Message[] = [
  { role: 'user', content: [{ type: 'text', text: 'Look', cache: true }] },
  {
    role: 'assistant',
    content: [{ type: 'reasoning', text: 'hm', signature: 's', encrypted: 'e', id: 'r1' }, CALL],
  },
  {
    role: 'tool',
    content: [
      {
        type: 'tool_result',
        toolCallId: 'c1',
        toolName: 'look',
        content: [
          { type: 'text', text: 'seen' },
          { type: 'image', url: 'data:image/png;base64,AA==', mimeType: 'image/png', detail: 'low' },
        ],
        isError: false,
        structured: { a: [1] },
      },
    ],
  },
];

it('has the names and fields of NexAU', () => {
  expect(MESSAGES.map(toNexauMessage)).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'Look' }] },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm', signature: 's', redacted_data: 'e' },
        { type: 'tool_use', id: 'c1', name: 'look', input: { at: 1 }, raw_input: '{ "at": 1.0 }' },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'c1',
          content: [
            { type: 'text', text: 'seen' },
            { type: 'image', base64: 'AA==', mime_type: 'image/png', detail: 'low' },
          ],
          is_error: false,
          raw_output: { a: [1] },
        },
      ],
    },
  ]);
});

it('keeps what a hook names, and what only has its form in a changed message', () => {
  const [first, second] = MESSAGES;
  expect(fromNexauMessage({ ref: 0 }, MESSAGES)).toBe(first);
  const changed = fromNexauMessage(
    { ref: 1, role: 'assistant', content: [{ ref: 0 }, { type: 'text', text: 'new' }, { ref: 1 }] },
    MESSAGES,
  );
  expect(changed?.content).toEqual([second?.content[0], { type: 'text', text: 'new' }, CALL]);
  expect(changed?.content[0]).toBe(second?.content[0]);
  expect(fromNexauMessage({ ref: 3 }, MESSAGES)).toBeUndefined();
  expect(fromNexauMessage({ ref: 0, role: 'user', content: [{ ref: 4 }] }, MESSAGES)).toBeUndefined();
});

it('drops the structured value of a result whose text a hook changed', () => {
  const result = { type: 'tool_result' as const, tool_use_id: 'c1', content: '***', is_error: false };
  expect(fromNexauMessage({ ref: 2, role: 'tool', content: [result] }, MESSAGES)?.content).toEqual([
    {
      type: 'tool_result',
      toolCallId: 'c1',
      toolName: 'look',
      content: [{ type: 'text', text: '***' }],
      isError: false,
    },
  ]);
});

it('keeps the bytes of arguments that did not change', () => {
  expect(callBlock({ id: 'c1', name: 'look', input: { at: 1 } }, CALL)).toBe(CALL);
  expect(callBlock({ id: 'c1', name: 'look', input: { at: 2 } }, CALL, CALL.argumentsText)).toMatchObject({
    argumentsText: '{"at":2}',
    arguments: { at: 2 },
  });
});

it('brings every message back as it was', () => {
  const text = fc.string({ unit: 'grapheme' });
  const call = (name: string, args: Record<string, string>) => ({
    type: 'tool_call' as const,
    id: 'c1',
    name,
    argumentsText: JSON.stringify(args),
    arguments: args,
  });
  const block = fc.oneof(
    text.map((one) => ({ type: 'text' as const, text: one })),
    text.map((one) => ({ type: 'reasoning' as const, text: one })),
    fc.tuple(text, fc.dictionary(text, text)).map(([name, args]) => call(name, args)),
  );
  const message = fc.record({ role: fc.constant('assistant' as const), content: fc.array(block) });
  fc.assert(
    fc.property(message, (given) => {
      const [read] = NexauMessages.parse([toNexauMessage(given)]);
      expect(read && fromNexauMessage(read, [])).toEqual(given);
    }),
    {
      numRuns: 100,
      examples: [[{ role: 'assistant', content: [call('look', JSON.parse('{"__proto__": "a"}'))] }]],
    },
  );
});
