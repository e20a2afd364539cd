import { type Message, textMessage } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMessageSerializer } from './serialize-messages.ts';

const fresh = (messages: readonly Message[]) =>
  createMessageSerializer({ replayReasoning: true })(structuredClone(messages));
const said = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] });
const result = (text: string, image: boolean): Message => ({
  role: 'tool',
  content: [
    {
      type: 'tool_result',
      toolCallId: text,
      toolName: 'look',
      content: [{ type: 'text', text }, ...(image ? [{ type: 'image' as const, url: `data:${text}` }] : [])],
      isError: false,
    },
  ],
});

test('conversations that share messages, go on, go back or are looked at twice are written as if alone', () => {
  const message = fc.oneof(
    fc.string().map((text) => textMessage('user', text)),
    fc.string().map(said),
    fc.tuple(fc.string(), fc.boolean()).map(([text, image]) => result(text, image)),
  );
  const step = fc.record({
    conversation: fc.nat(2),
    kept: fc.option(fc.nat(8), { freq: 2 }),
    added: fc.array(message, { maxLength: 3 }),
    hint: fc.option(fc.string()),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), fc.array(step, { maxLength: 12 }), (opening, steps) => {
      const serialize = createMessageSerializer({ replayReasoning: true });
      const conversations = [[...opening], [...opening], [...opening]];
      for (const { conversation, kept, added, hint } of steps) {
        const messages = conversations[conversation] ?? [];
        if (kept !== null) messages.length = Math.min(kept, messages.length);
        messages.push(...added);
        const asked = hint === null ? messages : [...messages, textMessage('user', hint)];
        expect(serialize(asked)).toBe(fresh(asked));
      }
    }),
    { numRuns: 60 },
  );
});

test('a message is written once, however long the conversation grows and whatever hints come and go', () => {
  const serialize = createMessageSerializer({ replayReasoning: true });
  let written = 0;
  const counted = (message: Message): Message => ({
    role: message.role,
    get content() {
      written += 1;
      return message.content;
    },
  });
  const messages = [counted(textMessage('system', 's')), counted(textMessage('user', 'u'))];
  const perMessage = () => {
    const before = written;
    serialize([...messages, textMessage('user', 'hint')]);
    serialize(messages);
    return written - before;
  };
  perMessage();
  const turns: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    messages.push(counted(said(`a${i}`)), counted(result(`r${i}`, false)));
    turns.push(perMessage());
  }
  expect(perMessage()).toBe(0);
  expect(new Set(turns).size).toBe(1);
});
