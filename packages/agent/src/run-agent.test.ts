import { type Message, type Model, NO_USAGE, textMessage, textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { defineTool } from './define-tool.ts';
import { runAgent } from './run-agent.ts';

const calls = (...names: string[]): Message => ({
  role: 'assistant',
  content: names.map((name, index) => ({
    type: 'tool_call',
    id: `${name}${index}`,
    name,
    argumentsText: '{"of":2}',
    arguments: { of: 2 },
  })),
});

function scripted(...script: Message[]): { model: Model; asked: (readonly Message[])[] } {
  const asked: (readonly Message[])[] = [];
  const model: Model = {
    name: 'scripted',
    provider: 'here',
    async call({ messages }) {
      asked.push([...messages]);
      const message = script.shift() ?? textMessage('assistant', 'Nothing more.');
      return { message, finishReason: 'stop', usage: { ...NO_USAGE, inputTokens: 10 }, model: 'scripted' };
    },
  };
  return { model, asked };
}

test('a run and the next one that goes on with it', async () => {
  const { model, asked } = scripted(calls('double', 'fail'), textMessage('assistant', 'Four.'));
  const double = defineTool({
    name: 'double',
    description: 'Doubles.',
    execute: ({ of }) => ({ is: Number(of) * 2 }),
  });
  const fail = defineTool({
    name: 'fail',
    description: 'Fails.',
    execute: () => {
      throw new Error('It rains.');
    },
  });
  const first = await runAgent({ model, tools: [double, fail], instructions: 'Count.', input: 'Two twice?' });
  expect(first).toMatchObject({ stopReason: 'answered', response: 'Four.', iterations: 2 });
  expect(first.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'assistant']);
  const results = first.messages.flatMap(({ content }) =>
    content.filter(({ type }) => type === 'tool_result'),
  );
  expect(results).toMatchObject([
    { content: [{ text: '{"is":4}' }], isError: false },
    { content: [{ text: 'It rains.' }], isError: true, errorKind: 'tool_error' },
  ]);
  await runAgent({ model, instructions: 'Count.', input: 'And again?', history: first.messages });
  expect(asked.at(-1)?.map(textOf)).toEqual(['Count.', 'Two twice?', '', '', '', 'Four.', 'And again?']);
});

test('what is wrong with arguments reaches the model, and a limit ends the run', async () => {
  const { model } = scripted(calls('strict'), calls('strict'), calls('strict'));
  const strict = defineTool({
    name: 'strict',
    description: 'Is never content.',
    check: () => 'of must be odd.',
    execute: () => 'done',
  });
  const result = await runAgent({ model, tools: [strict], input: 'Go', maxIterations: 2 });
  expect(result).toMatchObject({ stopReason: 'max_iterations', iterations: 2 });
  expect(JSON.stringify(result.messages)).toContain('of must be odd.');
  const poor = await runAgent({ model, tools: [strict], input: 'Go', maxTokens: 1 });
  expect(poor).toMatchObject({ stopReason: 'budget', failure: { code: 'budget_exhausted' } });
});
