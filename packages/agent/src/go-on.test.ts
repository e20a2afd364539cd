/** What makes an agent go on where it would have ended: messages that came meanwhile, and an answer in a wrong form. */
import { type Json, type Message, textMessage, textOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, START, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import type { Inbox, OutputContract } from './loop-types.ts';
import { readOutput } from './output/read-output.ts';
import { runAgentLoop } from './run-agent-loop.ts';

const agent = (maxIterations: number, stopTools: string[] = []) => ({ name: 't', maxIterations, stopTools });

describe('inbox', () => {
  /** Gives the messages of the first look, then of the second, … */
  const inboxOf = (...looks: string[][]): Inbox => ({
    take: async () => (looks.shift() ?? []).map((text) => textMessage('user', text)),
  });
  const asked = (model: ReturnType<typeof scriptedModel>) =>
    model.requests.map(({ messages }) => messages.filter(({ role }) => role === 'user').map(textOf));

  test('messages are taken before the next call, in order', async () => {
    const model = scriptedModel([{ calls: [call('a', 'work')] }, { text: 'done' }]);
    const inbox = inboxOf(['early'], ['one', 'two']);
    await runAgentLoop(bench({ model, tools: [tool('work')], inbox }));
    expect(asked(model)).toEqual([
      ['Do it.', 'early'],
      ['Do it.', 'early', 'one', 'two'],
    ]);
  });

  test('an answer with messages waiting is not the end', async () => {
    const model = scriptedModel([{ text: 'first' }, { text: 'second' }]);
    const input = bench({ model, inbox: inboxOf([], ['And this?']) });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ response: 'second', iterations: 2 });
    // The inbox is durable by itself.
    expect(input.recorder.messages.map((message) => message.role)).toEqual(['assistant', 'assistant']);
  });

  test('a stop tool neither, and the iterations hold all the same', async () => {
    const stop = { calls: [call('a', 'stop')] };
    const model = scriptedModel([stop, stop, { text: 'never' }]);
    const inbox = inboxOf([], ['more'], ['more']);
    const input = bench({ model, tools: [tool('stop')], agent: agent(2, ['stop']), inbox });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'max_iterations', iterations: 2 });
  });

  test('one that fails ends the loop with its error', async () => {
    const lost = new Error('lost');
    const input = bench({ model: scriptedModel([]), inbox: { take: () => Promise.reject(lost) } });
    await expect(runAgentLoop(input)).rejects.toBe(lost);
  });
});

const contract: OutputContract = {
  schema: { type: 'object', required: ['n'] },
  check: (value) => (typeof value === 'object' && value && 'n' in value ? undefined : 'n is missing'),
};

describe('reading an output', () => {
  const good = { n: 1 };
  test.each<[string, Json]>([
    ['{"n":1}', good],
    [' \n{"n":1}\n', good],
    ['```json\n{"n":1}\n```', good],
    ['Here it is:\n```\n{"n":1}\n```\nand that is all.', good],
    ['First\n```json\n{"m":1}\n```\nthen\n```json\n{"n":1}\n```', good],
    ['The answer [1] is {"n":1}.', good],
    ['```json {"n":1}```', good],
  ])('%s', (text, output) => {
    expect(readOutput(text, contract)).toEqual({ output });
  });

  test.each([
    ['', 'it is not JSON.'],
    ['I cannot.', 'it is not JSON.'],
    ['{"n":', 'it is not JSON.'],
    ['{"m":1}', 'n is missing'],
    ['[1,2]', 'n is missing'],
  ])('%s: %s', (text, problem) => {
    expect(readOutput(text, contract)).toEqual({ problem });
  });
});

describe('output contract', () => {
  const wrong = { text: '{"m":1}' };
  const right = { text: 'So: {"n":1}' };

  test('a valid answer is the output; the provider is told the schema', async () => {
    const model = scriptedModel([right]);
    await expect(runAgentLoop(bench({ model, output: contract }))).resolves.toMatchObject({
      stopReason: 'answered',
      response: 'So: {"n":1}',
      output: { n: 1 },
    });
    expect(model.requests[0]?.responseSchema).toEqual({ name: 'answer', schema: contract.schema });
  });

  test('a wrong one is corrected, durably', async () => {
    const input = bench({ model: scriptedModel([wrong, right]), output: contract });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ output: { n: 1 }, iterations: 2 });
    const [, correction] = input.recorder.messages;
    expect(correction?.role).toBe('user');
    expect(textOf(correction ?? { content: [] })).toContain('n is missing');
    expect(textOf(correction ?? { content: [] })).toContain('"required":["n"]');
  });

  const stop = { calls: [call('a', 'stop')] };
  test.each([
    ['answers', [wrong, wrong, wrong, right], 10, 3],
    ['stop tools', [stop, stop, stop, right], 10, 3],
    ['with work between', [wrong, { calls: [call('w', 'work')] }, wrong, wrong, right], 10, 4],
    ['as many as there are iterations', [wrong, wrong, right], 2, 2],
  ])('at most three tries: %s', async (_name, script, maxIterations, iterations) => {
    const tools = [tool('stop'), tool('work')];
    const model = scriptedModel(script);
    const input = bench({ model, tools, agent: agent(maxIterations, ['stop']), output: contract });
    await expect(runAgentLoop(input)).resolves.toMatchObject({
      stopReason: 'invalid_output',
      iterations,
      failure: { code: 'model_bad_output' },
    });
    expect(model.requests).toHaveLength(iterations);
  });

  test('a resumed run counts on, a new message of a person counts anew', async () => {
    const first = bench({ model: scriptedModel([wrong, wrong]), output: contract });
    await expect(runAgentLoop(first)).resolves.toMatchObject({ stopReason: 'model_error' });
    const history: Message[] = [...START, ...first.recorder.messages];
    const again = bench({ model: scriptedModel([wrong, right]), output: contract, history });
    await expect(runAgentLoop(again)).resolves.toMatchObject({ stopReason: 'invalid_output' });
    const asked = [...history, textMessage('assistant', 'no'), textMessage('user', 'Try again.')];
    const anew = bench({ model: scriptedModel([wrong, wrong, right]), output: contract, history: asked });
    await expect(runAgentLoop(anew)).resolves.toMatchObject({ output: { n: 1 } });
  });

  test('a cut answer and a limit are what they are', async () => {
    const cut = bench({ model: scriptedModel([{ text: '{"n', finishReason: 'length' }]), output: contract });
    await expect(runAgentLoop(cut)).resolves.toMatchObject({ stopReason: 'truncated' });
  });
});
