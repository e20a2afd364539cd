/** A middleware that changes the conversation: what it gives is written first, and stays. */
import { type Message, textMessage, textOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, START, scriptedModel, tool } from '../__fixtures__/loop-fixture.ts';
import { runAgentLoop } from '../run-agent-loop.ts';
import type { Middleware } from './middleware.ts';

const work = { calls: [call('a', 'work', { n: 1 })] };

describe('a conversation that a middleware changes', () => {
  const note = textMessage('user', 'Mind the gap.');
  const once = (messages: readonly Message[]) => (messages.includes(note) ? messages : [...messages, note]);

  test('before the agent begins: what is added is written and stays', async () => {
    const middleware: Middleware[] = [{ name: 'm', beforeAgent: ({ messages }) => once(messages) }];
    const model = scriptedModel([work, { text: 'done' }]);
    const input = bench({ model, tools: [tool('work')], middleware });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered' });
    expect(input.recorder.messages[0]).toBe(note);
    expect(model.requests.map(({ messages }) => messages.filter((one) => one === note).length)).toEqual([
      1, 1,
    ]);
    expect(input.recorder.replacements).toEqual([]);
  });

  test('not while calls of a turn are open; an answer that something is added to goes on', async () => {
    const middleware: Middleware[] = [{ name: 'm', beforeAgent: ({ messages }) => once(messages) }];
    const open: Message = { role: 'assistant', content: work.calls };
    const resumed = bench({
      model: scriptedModel([{ text: 'done' }]),
      tools: [tool('work')],
      history: [...START, open],
      middleware,
    });
    await expect(runAgentLoop(resumed)).resolves.toMatchObject({ response: 'done' });
    expect(resumed.recorder.messages).not.toContain(note);
    const answered = bench({
      model: scriptedModel([{ text: 'more' }]),
      history: [...START, textMessage('assistant', 'Done.')],
      middleware,
    });
    await expect(runAgentLoop(answered)).resolves.toMatchObject({ response: 'more' });
  });

  test('before a call: what is left out is replaced with its origins, and hints still go along', async () => {
    const middleware: Middleware[] = [
      {
        name: 'm',
        beforeModel: ({ messages, iteration }) =>
          iteration === 2 ? { messages: [...messages.slice(0, 2), note], hints: ['Now.'] } : { hints: [] },
      },
    ];
    const model = scriptedModel([work, { text: 'done' }]);
    const input = bench({ model, tools: [tool('work')], middleware });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered' });
    expect(input.recorder.replacements).toMatchObject([
      {
        origins: [0, 1, null],
        trigger: 'middleware',
        report: { stages: ['middleware'], messagesBefore: 4, messagesAfter: 3 },
      },
    ]);
    expect(model.requests[1]?.messages.map(textOf)).toEqual(['You help.', 'Do it.', 'Mind the gap.', 'Now.']);
    expect(input.events.filter(({ type }) => type === 'COMPACTION_FINISHED')).toHaveLength(1);
  });

  test('to something that no model takes ends the run with what is wrong', async () => {
    const middleware: Middleware[] = [
      { name: 'm', beforeModel: () => ({ messages: [textMessage('assistant', 'I begin.')] }) },
    ];
    await expect(runAgentLoop(bench({ model: scriptedModel([]), middleware }))).resolves.toMatchObject({
      stopReason: 'error',
      failure: { where: 'messages[0]' },
    });
  });
});
