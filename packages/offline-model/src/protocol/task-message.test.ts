import { expect, it } from 'vitest';
import { chatRequestSchema } from './chat-request.ts';
import { taskIndexOf } from './task-message.ts';

const TASK = 'Work out 12% of 480.';

it.each([
  { last: [], index: 0 },
  { last: ['[Environment] Date: 2026-02-03. Shell: bash.'], index: 0 },
  { last: ['[Environment]\nDate: 2026-02-03.', ' [Reminder] Rounds left: 3.'], index: 0 },
  { last: ['[Reminder] Rounds left: 3.', 'Convert 5 miles.'], index: 2 },
  { last: ['[Urgent] Convert 5 miles.'], index: 1 },
  { last: ['[reminder] Convert 5 miles.'], index: 1 },
  { last: ['[Reminders] Convert 5 miles.'], index: 1 },
  { last: ['Convert 5 miles. [Reminder] Soon.'], index: 1 },
])('the task before $last is message $index', ({ last, index }) => {
  const { messages } = chatRequestSchema.parse({
    messages: [TASK, ...last].map((content) => ({ role: 'user', content })),
  });
  expect(taskIndexOf(messages)).toBe(index);
});

it('takes the last hint where there is nothing else, and says when there is no user message', () => {
  const content = [{ type: 'text', text: '[Reminder] Rounds left: 3.' }];
  const { messages } = chatRequestSchema.parse({
    messages: [
      { role: 'user', content },
      { role: 'user', content },
    ],
  });
  expect(taskIndexOf(messages)).toBe(1);
  expect(taskIndexOf([{ role: 'system', content: 'x' }])).toBe(-1);
});
