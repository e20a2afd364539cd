/** Conversations as the loop has them, at random, and models that write summaries. */
import { type Message, type Model, NexError, type ToolResultBlock, textMessage } from '@nex/core';
import fc from 'fast-check';
import { call, replyOf, scriptedModel } from './loop-fixture.ts';

/** An answer with calls, and their results. */
export function turn(
  id: string,
  result: string,
  { calls = 1, text = '', name = 'work' }: { calls?: number; text?: string; name?: string } = {},
): Message[] {
  const ids = Array.from({ length: calls }, (_, n) => `${id}-${n}`);
  const said = text === '' ? [] : [{ type: 'text' as const, text }];
  return [
    { role: 'assistant', content: [...said, ...ids.map((one) => call(one, name, { id: one }))] },
    ...ids.map((one) => answer(one, result, { toolName: name })),
  ];
}

export function answer(toolCallId: string, text: string, more: Partial<ToolResultBlock> = {}): Message {
  const content = [{ type: 'text' as const, text }];
  return {
    role: 'tool',
    content: [{ type: 'tool_result', toolCallId, toolName: 'work', content, isError: false, ...more }],
  };
}

/** System messages, then user messages and turns in any order, the first a user's; ends as a request may. */
export const conversations: fc.Arbitrary<Message[]> = fc
  .tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.array(
      fc.record({
        isUser: fc.nat(3).map((n) => n === 0),
        calls: fc.integer({ min: 1, max: 3 }),
        size: fc.constantFrom(0, 20, 400, 5_000, 40_000),
      }),
      { maxLength: 14 },
    ),
    fc.constantFrom(0, 10, 2_000),
  )
  .map(([systems, steps, requestSize]) => [
    ...Array.from({ length: systems }, (_, n) => textMessage('system', `system ${n}`)),
    textMessage('user', `request ${'r'.repeat(requestSize)}`),
    ...steps.flatMap(({ isUser, calls, size }, n) =>
      isUser ? [textMessage('user', `question ${n}`)] : turn(`c${n}`, `${n} ${'x'.repeat(size)}`, { calls }),
    ),
  ]);

/** Answers with the text each time, without end; `requests` shows what it was asked. */
export function summaryModel(text = 'SUMMARY'): ReturnType<typeof scriptedModel> {
  return scriptedModel(Array.from({ length: 200 }, () => ({ text, tokens: [100, 20] as [number, number] })));
}

export function failingModel(): Model {
  return scriptedModel([]);
}

/** Refuses what is longer than that many characters. */
export function narrowModel(maxChars: number): ReturnType<typeof scriptedModel> {
  return scriptedModel(
    Array.from({ length: 200 }, () => async (request: { messages: readonly Message[] }) => {
      if (JSON.stringify(request.messages).length > maxChars)
        throw new NexError('context_overflow', 'Too long.');
      return replyOf({ text: 'SUMMARY' });
    }),
  );
}
