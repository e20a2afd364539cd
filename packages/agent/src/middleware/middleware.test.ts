import { type Message, NexError, textMessage, textOf, textOutcome } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, replyOf, results, START, scriptedModel, tool } from '../__fixtures__/loop-fixture.ts';
import { runAgentLoop } from '../run-agent-loop.ts';
import type { Middleware } from './middleware.ts';

const work = { calls: [call('a', 'work', { n: 1 })] };

/** Notes each hook as it comes and goes. */
function noting(name: string, notes: string[]): Middleware {
  const note = (hook: string) => void notes.push(`${name} ${hook}`);
  return {
    name,
    beforeAgent: () => note('beforeAgent'),
    beforeModel() {
      note('beforeModel');
      return undefined;
    },
    async wrapModelCall(request, next) {
      note('model in');
      const reply = await next(request);
      note('model out');
      return reply;
    },
    afterModel() {
      note('afterModel');
      return undefined;
    },
    beforeTool(_call, args) {
      note('beforeTool');
      return args;
    },
    async wrapToolCall(_call, args, next) {
      note('tool in');
      const outcome = await next(args);
      note('tool out');
      return outcome;
    },
    afterTool(_call, outcome) {
      note('afterTool');
      return outcome;
    },
    afterAgent() {
      note('afterAgent');
      return undefined;
    },
  };
}

test('before and wrap run in list order, the first outermost; after runs in reverse', async () => {
  const notes: string[] = [];
  const model = scriptedModel([work]);
  const agent = { name: 't', maxIterations: 1, stopTools: [] };
  const middleware = [noting('A', notes), noting('B', notes)];
  await runAgentLoop(bench({ model, agent, tools: [tool('work')], middleware }));
  const expected = [
    ['A beforeAgent', 'B beforeAgent', 'A beforeModel', 'B beforeModel'],
    ['A model in', 'B model in', 'B model out', 'A model out', 'B afterModel', 'A afterModel'],
    ['A beforeTool', 'B beforeTool', 'A tool in', 'B tool in', 'B tool out', 'A tool out'],
    ['B afterTool', 'A afterTool', 'B afterAgent', 'A afterAgent'],
  ];
  expect(notes).toEqual(expected.flat());
});

describe('powers', () => {
  test('hints go along with one request, as one message at its end, and are never kept', async () => {
    const model = scriptedModel([work, { text: 'done' }]);
    const middleware: Middleware[] = [
      { name: 'a', beforeModel: ({ iteration }) => [`first ${iteration}`] },
      { name: 'b', beforeModel: async () => ['second'] },
    ];
    const input = bench({ model, tools: [tool('work')], middleware });
    await runAgentLoop(input);
    const [one, two] = model.requests.map((request) => request.messages);
    expect(one?.map(textOf)).toEqual(['You help.', 'Do it.', 'first 1\n\nsecond']);
    expect(two?.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'tool', 'user']);
    expect(textOf(two?.at(-1) ?? { content: [] })).toBe('first 2\n\nsecond');
    // What precedes the hints is the same object each time, so a provider's cache holds.
    for (const [index, message] of START.entries()) {
      expect(one?.[index]).toBe(message);
      expect(two?.[index]).toBe(message);
    }
    expect(JSON.stringify(input.recorder.messages)).not.toContain('second');
    expect(input.recorder.messages).toHaveLength(3);
  });

  test('wrapModelCall changes the request and the answer, answers itself, or asks again', async () => {
    const model = scriptedModel([{ text: 'one' }, { text: 'two' }]);
    const middleware: Middleware[] = [
      { name: 'loud', wrapModelCall: async (request, next) => upper(await next(request)) },
      {
        name: 'twice',
        async wrapModelCall(request, next) {
          await next(request);
          return next({ ...request, sampling: { temperature: 0 } });
        },
      },
    ];
    const input = bench({ model, middleware });
    const result = await runAgentLoop(input);
    expect(result).toMatchObject({ response: 'TWO', usage: { modelCalls: 2, inputTokens: 20 } });
    expect(input.recorder.replies).toMatchObject([{ usage: { modelCalls: 2 } }]);
    expect(model.requests[1]?.sampling).toEqual({ temperature: 0 });
    const shown = input.events.filter(({ type }) => type === 'TEXT_MESSAGE_CONTENT').map(({ data }) => data);
    expect(shown).toEqual([
      { messageId: 'm1', delta: 'one' },
      { messageId: 'm1.2', delta: 'two' },
      { messageId: 'm1.3', delta: 'TWO' },
    ]);
    const taken = input.events.filter(({ data }) => data.discarded === true);
    expect(taken.map(({ data }) => data.messageId)).toEqual(['m1', 'm1.2']);

    const silent = scriptedModel([]);
    const cached = { name: 'cache', wrapModelCall: async () => replyOf({ text: 'cached' }) };
    await expect(runAgentLoop(bench({ model: silent, middleware: [cached] }))).resolves.toMatchObject({
      response: 'cached',
    });
    expect(silent.requests).toEqual([]);
  });

  test('afterModel changes the message before it is recorded and shown', async () => {
    const middleware: Middleware[] = [
      { name: 'outer', afterModel: ({ message }) => ({ message: upper({ message }).message }) },
      { name: 'inner', afterModel: () => ({ message: textMessage('assistant', 'changed') }) },
    ];
    const input = bench({ model: scriptedModel([{ text: 'said' }]), middleware });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ response: 'CHANGED' });
    expect(input.recorder.messages.map(textOf)).toEqual(['CHANGED']);
    const last = input.events.findLast(({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    expect(last?.data).toEqual({ messageId: 'm1.2', delta: 'CHANGED' });
  });

  test('continueWith makes an answer go on, within the iterations; beside calls it is not used', async () => {
    const more = [textMessage('user', 'Go on.')];
    const middleware: Middleware[] = [{ name: 'more', afterModel: () => ({ continueWith: more }) }];
    const model = scriptedModel([work, { text: 'one' }, { text: 'two' }]);
    const agent = { name: 't', maxIterations: 3, stopTools: [] };
    const input = bench({ model, agent, tools: [tool('work')], middleware });
    await expect(runAgentLoop(input)).resolves.toMatchObject({
      stopReason: 'max_iterations',
      response: 'two',
      iterations: 3,
    });
    const roles = input.recorder.messages.map((message) => message.role);
    expect(roles).toEqual(['assistant', 'tool', 'assistant', 'user', 'assistant', 'user']);
    expect(input.recorder.messages[3]).toBe(more[0]);
  });

  test('beforeTool changes the arguments, which are checked again and judged', async () => {
    const seen: unknown[] = [];
    const guarded = {
      ...tool('work', async (args) => {
        seen.push(args);
        return textOutcome('ran');
      }),
      permit: (args: object) =>
        'secret' in args
          ? ({ decision: 'deny', reason: 'It is secret.' } as const)
          : ({ decision: 'allow' } as const),
    };
    const change = (change: object): Middleware => ({
      name: 'change',
      beforeTool: (_call, args) => ({ ...args, ...change }),
    });
    const outcomeOf = async (added: object) => {
      const input = bench({
        model: scriptedModel([work, {}]),
        tools: [guarded],
        middleware: [change(added)],
      });
      await runAgentLoop(input);
      return results(input.recorder.messages)[0]?.errorKind ?? 'ran';
    };
    expect(await outcomeOf({ m: 2 })).toBe('ran');
    expect(await outcomeOf({ bad: 1 })).toBe('invalid_arguments');
    expect(await outcomeOf({ secret: 1 })).toBe('denied');
    expect(seen).toEqual([{ n: 1, m: 2 }]);
  });

  test('wrapToolCall and afterTool change the outcome that is recorded', async () => {
    const middleware: Middleware[] = [
      { name: 'a', afterTool: (_call, outcome) => textOutcome(`<${textOf(outcome)}>`) },
      {
        name: 'b',
        wrapToolCall: async (_call, args, next) => textOutcome(`[${textOf(await next({ ...args, m: 2 }))}]`),
      },
    ];
    const echo = tool('work', async (args) => textOutcome(JSON.stringify(args)));
    const input = bench({ model: scriptedModel([work, { text: 'x' }]), tools: [echo], middleware });
    await runAgentLoop(input);
    expect(results(input.recorder.messages).map(textOf)).toEqual(['<[{"n":1,"m":2}]>']);
  });

  test('afterAgent changes the response, and not that of a pause', async () => {
    const middleware: Middleware[] = [
      { name: 'a', afterAgent: ({ response }) => `${response}!` },
      { name: 'b', afterAgent: ({ response }) => `${response}?` },
    ];
    const model = scriptedModel([{ text: 'so' }]);
    await expect(runAgentLoop(bench({ model, middleware }))).resolves.toMatchObject({ response: 'so?!' });
    const asking = { ...tool('work'), permit: () => ({ decision: 'ask', prompt: 'p', key: 'k' }) as const };
    const paused = bench({
      model: scriptedModel([work]),
      tools: [asking],
      middleware,
      permissions: { answer: async () => undefined },
    });
    await expect(runAgentLoop(paused)).resolves.toMatchObject({
      stopReason: 'permission_pending',
      response: '',
    });
  });
});

test('streamDelta changes or hides what is seen of an answer, in list order, and not the answer', async () => {
  const middleware: Middleware[] = [
    { name: 'quiet', streamDelta: (delta) => (delta.type === 'reasoning' ? undefined : delta) },
    {
      name: 'loud',
      streamDelta: (delta) => (delta.type === 'text' ? { ...delta, delta: `${delta.delta}!` } : delta),
    },
  ];
  const input = bench({ model: scriptedModel([{ reasoning: 'hm', text: 'so' }]), middleware });
  await expect(runAgentLoop(input)).resolves.toMatchObject({ response: 'so' });
  const shown = input.events.filter(({ type }) => type.endsWith('_CONTENT')).map(({ data }) => data.delta);
  expect(shown).toEqual(['so!']);
});

describe('a hook that throws', () => {
  const fail = () => {
    throw new Error('secret /etc/path');
  };
  test.each<[keyof Middleware, boolean]>([
    ['beforeAgent', false],
    ['beforeModel', false],
    ['afterModel', false],
    ['beforeTool', true],
    ['afterTool', true],
    ['afterAgent', true],
  ])('%s ends the run and is named', async (hook, answered) => {
    const model = scriptedModel([work, { text: 'done' }]);
    const middleware: Middleware[] = [{ name: 'fragile', [hook]: fail }];
    const input = bench({ model, tools: [tool('work')], middleware });
    const result = await runAgentLoop(input);
    expect(result).toMatchObject({
      stopReason: 'error',
      failure: { code: 'internal', message: `The middleware fragile failed in ${hook}.` },
    });
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(input.recorder.replies.length > 0).toBe(answered);
  });

  test('says what a NexError says', async () => {
    const middleware: Middleware[] = [
      {
        name: 'm',
        beforeModel: () => Promise.reject(new NexError('not_found', 'No file.', { hint: 'Look.' })),
      },
    ];
    await expect(runAgentLoop(bench({ model: scriptedModel([]), middleware }))).resolves.toMatchObject({
      failure: {
        code: 'not_found',
        message: 'The middleware m failed in beforeModel: No file.',
        hint: 'Look.',
      },
    });
  });

  test('wrapModelCall is an error of the model, wrapToolCall one of the tool', async () => {
    const wrapped = bench({ model: scriptedModel([]), middleware: [{ name: 'm', wrapModelCall: fail }] });
    await expect(runAgentLoop(wrapped)).resolves.toMatchObject({
      stopReason: 'model_error',
      failure: { message: 'The model call failed.' },
    });
    const input = bench({
      model: scriptedModel([work, { text: 'done' }]),
      tools: [tool('work')],
      middleware: [{ name: 'm', wrapToolCall: fail }],
    });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered' });
    expect(results(input.recorder.messages)[0]?.errorKind).toBe('tool_error');
  });

  test('of one call stops the others of the turn; those that ended are recorded', async () => {
    const input = bench({
      model: scriptedModel([{ calls: [call('a', 'quick'), call('b', 'work')] }]),
      tools: [tool('work'), tool('quick')],
      middleware: [{ name: 'm', afterTool: ({ name }, outcome) => (name === 'work' ? fail() : outcome) }],
    });
    const ended: string[] = [];
    input.recorder.endCall = async (one) => void ended.push(one.call.id);
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'error' });
    expect(ended).toEqual(['a']);
  });
});

function upper<T extends { message: Message }>(reply: T): T {
  return { ...reply, message: textMessage('assistant', textOf(reply.message).toUpperCase()) };
}
