import { expect, test } from 'vitest';
import * as z from 'zod';
import { NexError } from '../error.ts';
import { textMessage, textOf } from '../message.ts';
import type { FinishReason, Model, ModelReply, ModelRequest } from '../model.ts';
import { NO_USAGE } from '../usage.ts';
import { askStructured, jsonSchemaOf } from './ask-structured.ts';
import { extractJson } from './extract-json.ts';
import { meteredModel } from './metered-model.ts';

function textReply(text: string, finishReason: FinishReason = 'stop'): ModelReply {
  const usage = { ...NO_USAGE, inputTokens: 3, outputTokens: 2, modelCalls: 1 };
  return { message: textMessage('assistant', text), finishReason, usage, model: 'scripted-1' };
}

/** Plays the replies in order. */
function scriptedModel(steps: readonly (ModelReply | Error)[]): Model & { requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    name: 'scripted',
    provider: 'models.test',
    requests,
    async call(request) {
      const step = steps[requests.push(request) - 1] ?? new Error('the script is over');
      if (step instanceof Error) throw step;
      return step;
    },
  };
}

const Plan = z.object({
  title: z.string(),
  steps: z.array(z.string()).min(1),
  tone: z.string().default('calm'),
});
const good = '{"title":"T","steps":["a"]}';
const value = { title: 'T', steps: ['a'], tone: 'calm' };

const question = (attempts?: number) => ({
  name: 'plan',
  schema: Plan,
  system: 'You plan.',
  instruction: 'Make a plan.',
  input: { goal: 'tea' },
  sampling: { temperature: 0 },
  ...(attempts === undefined ? {} : { attempts }),
  signal: new AbortController().signal,
});

test('asks with system, instruction, input and schema', async () => {
  const model = scriptedModel([textReply(good)]);
  const answer = await askStructured(model, question());
  expect(answer).toEqual({ value, usage: textReply('').usage, calls: 1 });
  const [request] = model.requests;
  expect(request?.messages.map((message) => [message.role, textOf(message)])).toEqual([
    ['system', 'You plan.'],
    ['user', 'Make a plan.\n\nInput:\n```json\n{\n  "goal": "tea"\n}\n```'],
  ]);
  expect(request?.sampling).toEqual({ temperature: 0 });
  expect(request?.responseSchema).toMatchObject({
    name: 'plan',
    schema: { type: 'object', required: ['title', 'steps'] },
  });
  expect(request?.responseSchema?.schema).toBe(jsonSchemaOf(Plan));
  expect(jsonSchemaOf(Plan)).not.toHaveProperty('$schema');
});

test.each<[string, string, FinishReason, string]>([
  ['nothing', ' ', 'stop', 'it is empty'],
  ['prose', 'I cannot do that.', 'stop', 'it holds no complete JSON'],
  ['a cut answer', '{"title":"T","steps":["a', 'length', 'it was cut off'],
  ['a missing field', '{"title":"T"}', 'stop', 'steps: '],
  ['a wrong type deep inside', '{"title":"T","steps":["a",2]}', 'stop', 'steps.1: '],
  ['another kind of value', '[1]', 'stop', 'the value: '],
])(
  '%s is answered with the problem, and the next answer counts',
  async (_name, text, finishReason, problem) => {
    const model = scriptedModel([textReply(text, finishReason), textReply(good)]);
    const answer = await askStructured(model, question());
    expect(answer).toMatchObject({ value, calls: 2, usage: { modelCalls: 2, inputTokens: 6 } });
    const again = model.requests[1]?.messages ?? [];
    expect(again.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(textOf(again[3] ?? { content: [] })).toContain(problem);
  },
);

test('gives up with the name and the first problem', async () => {
  const model = scriptedModel([textReply('{}'), textReply('no'), textReply('no')]);
  const asked = askStructured(model, question());
  await expect(asked).rejects.toBeInstanceOf(NexError);
  await expect(asked).rejects.toMatchObject({
    code: 'model_bad_output',
    where: 'plan',
    message: expect.stringMatching(/plan in 3 answers: title: /) as string,
  });
  expect(model.requests).toHaveLength(3);
});

test('what is used is counted, also when no answer is of use', async () => {
  const { model, usage } = meteredModel(scriptedModel([textReply('{}'), textReply('no')]));
  await expect(askStructured(model, question(2))).rejects.toMatchObject({ code: 'model_bad_output' });
  expect(usage()).toMatchObject({ modelCalls: 2, inputTokens: 6, outputTokens: 4 });
});

test('the error of the model is not asked about again', async () => {
  const error = new NexError('model_rejected', 'no');
  const model = scriptedModel([error]);
  await expect(askStructured(model, question(5))).rejects.toBe(error);
  expect(model.requests).toHaveLength(1);
});

test.each([
  ['plain', '{"a":[1,{"b":"}"}]}', { a: [1, { b: '}' }] }],
  ['with white space', '\n [1, 2] \n', [1, 2]],
  ['null', 'null', null],
  ['in a fence', 'Here:\n```json\n{"a":1}\n```\nDone.', { a: 1 }],
  ['in a fence without a name', '```\n[1]\n```', [1]],
  ['after prose', 'The plan is {"a":"x \\" {"} as you see.', { a: 'x " {' }],
  ['after other brackets', 'I use [brackets] and {curly} ones: {"a":1}', { a: 1 }],
])('finds JSON %s', (_name, text, expected) => {
  expect(extractJson(text)).toEqual({ value: expected });
});

test.each(['', 'no json', '{"a":', '[[[[', `${'['.repeat(100_000)}`])('finds none in %.20s', (text) => {
  expect(extractJson(text)).toBeUndefined();
});
