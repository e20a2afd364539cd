import { textMessage, textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { narrowModel, summaryModel, turn } from '../__fixtures__/conversations.ts';
import { estimateTokens } from '../estimate-tokens.ts';
import { summarize } from './summarize.ts';

const messages = [
  textMessage('user', 'The request.'),
  ...Array.from({ length: 20 }, (_, n) => turn(`t${n}`, 'x'.repeat(4_000))).flat(),
];
const options = { prompt: 'Be brief.', maxContextTokens: 10_000, signal: new AbortController().signal };

test('a part that does not fit is summed up piece by piece, each with the summary so far', async () => {
  const model = summaryModel();
  const { text, usage } = await summarize(messages, { ...options, model });
  const asked = model.requests.map((request) => textOf(request.messages[1] ?? { content: [] }));
  expect(text).toBe('SUMMARY');
  expect(asked.length).toBeGreaterThan(2);
  expect(asked[0]).not.toContain('Summary so far');
  expect(asked.slice(1).every((one) => one.startsWith('Summary so far:\nSUMMARY'))).toBe(true);
  for (const request of model.requests) {
    expect(request.messages[0]).toEqual(textMessage('system', 'Be brief.'));
    expect(estimateTokens(request.messages, [])).toBeLessThan(10_000 - 4_000);
  }
  expect(usage).toMatchObject({ modelCalls: asked.length, inputTokens: 100 * asked.length });
});

test('what fits is summed up by one call', async () => {
  const model = summaryModel();
  await summarize(messages, { ...options, model, maxContextTokens: 100_000 });
  expect(model.requests).toHaveLength(1);
});

test('a piece that the model refuses as too long is halved', async () => {
  const model = narrowModel(15_000);
  const { text } = await summarize(messages, { ...options, model, maxContextTokens: 100_000 });
  expect(text).toBe('SUMMARY');
});

test.each([
  ['says nothing', summaryModel(' '), 1],
  ['refuses whatever it is sent', narrowModel(0), 0],
])('there is none when the model %s', async (_name, model, modelCalls) => {
  const { text, usage } = await summarize(messages, { ...options, model });
  expect(text).toBeUndefined();
  expect(usage.modelCalls).toBe(modelCalls);
});
