import type { Message, ModelDelta } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, gate, replyOf, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import { createBudget } from './budget.ts';
import { contentEvents } from './message-events.ts';
import { runAgentLoop } from './run-agent-loop.ts';

describe('what leaves the loop', () => {
  test('the events of two turns, in order, the same whether streamed or not', async () => {
    const script = [
      { reasoning: 'Hm', text: 'I look', calls: [call('a', 'work', { q: 1 })] },
      { text: 'Found' },
    ];
    const seen = [];
    for (const stream of [true, false]) {
      const input = bench({ model: scriptedModel(script), tools: [tool('work')], stream, clock: () => 0 });
      await runAgentLoop(input);
      seen.push(input.events.map(({ type, data }) => ({ type, data })));
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.map((event) => event.type)).toEqual([
      'THINKING_TEXT_MESSAGE_START',
      'THINKING_TEXT_MESSAGE_CONTENT',
      'THINKING_TEXT_MESSAGE_END',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'MODEL_CALL_FINISHED',
      'USAGE_UPDATE',
      'TOOL_CALL_RESULT',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'MODEL_CALL_FINISHED',
      'USAGE_UPDATE',
    ]);
  });

  test('text of an answer that is asked for again is taken back', async () => {
    const model = scriptedModel([]);
    model.call = async (_request, { onDelta }) => {
      onDelta?.({ type: 'text', delta: 'Hal' });
      onDelta?.({ type: 'restart' });
      onDelta?.({ type: 'text', delta: 'Hello' });
      return replyOf({ text: 'Hello' });
    };
    const input = bench({ model });
    await runAgentLoop(input);
    const text = input.events.filter((event) => event.type.startsWith('TEXT_MESSAGE'));
    expect(text.map(({ data }) => data)).toEqual([
      { messageId: 'm1', role: 'assistant' },
      { messageId: 'm1', delta: 'Hal' },
      { messageId: 'm1', discarded: true },
      { messageId: 'm1.2', role: 'assistant' },
      { messageId: 'm1.2', delta: 'Hello' },
      { messageId: 'm1.2' },
    ]);
  });

  test('each stretch of reasoning is a thinking message of its own, taken back when the answer is', async () => {
    const model = scriptedModel([]);
    const message: Message = {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'one' },
        { type: 'text', text: 'A' },
        { type: 'reasoning', text: '', encrypted: 'x' },
        { type: 'reasoning', text: 'two' },
        call('a', 'work'),
      ],
    };
    model.call = async (_request, { onDelta }) => {
      onDelta?.({ type: 'reasoning', delta: 'wrong' });
      onDelta?.({ type: 'restart' });
      for (const block of message.content) {
        if (block.type === 'tool_call') onDelta?.({ type: 'tool_call', index: 0 });
        else if ('text' in block) onDelta?.({ type: block.type, delta: block.text } as ModelDelta);
      }
      return { ...replyOf({}), message };
    };
    const input = bench({ model, agent: { name: 't', maxIterations: 1, stopTools: [] } });
    await runAgentLoop(input);
    const seen = input.events.filter(({ type }) => type.includes('TEXT_MESSAGE'));
    const ids = (n: number) => ({ messageId: 'm1.2', thinkingMessageId: `m1.2-thinking${n}` });
    const wrong = { messageId: 'm1', thinkingMessageId: 'm1-thinking1' };
    expect(seen.map(({ type, data }) => [type.replace('TEXT_MESSAGE_', ''), data])).toEqual([
      ['THINKING_START', wrong],
      ['THINKING_CONTENT', { ...wrong, delta: 'wrong' }],
      ['THINKING_END', { ...wrong, discarded: true }],
      ['THINKING_START', ids(1)],
      ['THINKING_CONTENT', { ...ids(1), delta: 'one' }],
      ['THINKING_END', ids(1)],
      ['START', { messageId: 'm1.2', role: 'assistant' }],
      ['CONTENT', { messageId: 'm1.2', delta: 'A' }],
      ['THINKING_START', ids(2)],
      ['THINKING_CONTENT', { ...ids(2), delta: 'two' }],
      ['THINKING_END', ids(2)],
      ['END', { messageId: 'm1.2' }],
    ]);
    expect(contentEvents(message, 'm1.2')).toEqual(seen.slice(3).map(({ type, data }) => ({ type, data })));
  });

  test('a turn of calls alone has no text message', async () => {
    const input = bench({
      model: scriptedModel([{ calls: [call('a', 'work')] }]),
      tools: [tool('work')],
      agent: { name: 't', maxIterations: 1, stopTools: [] },
    });
    await runAgentLoop(input);
    expect(input.events.map(({ type }) => type)).toEqual([
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'MODEL_CALL_FINISHED',
      'USAGE_UPDATE',
      'TOOL_CALL_RESULT',
    ]);
  });

  test('each request extends the one before, with the same message objects and the same tools array', async () => {
    const model = scriptedModel([
      { calls: [call('a', 'work')] },
      { calls: [call('b', 'work'), call('c', 'work')] },
      { text: 'done' },
    ]);
    const sampling = { temperature: 0.5, seed: 7 };
    await runAgentLoop(bench({ model, tools: [tool('work')], sampling, extra: { top_k: 5 } }));
    const [one, two, three] = model.requests;
    expect(two?.messages.slice(0, 2).every((message, i) => message === one?.messages[i])).toBe(true);
    expect(three?.messages.slice(0, 4).every((message, i) => message === two?.messages[i])).toBe(true);
    expect(three?.messages).toHaveLength(7);
    expect(three?.tools).toBe(one?.tools);
    expect(three).toMatchObject({ sampling, extra: { top_k: 5 } });
  });

  test('money is a budget, too', async () => {
    const budget = createBudget({ maxCostUsd: 0.03 });
    const priced = async () => {
      const reply = replyOf({ calls: [call('a', 'work')] });
      return { ...reply, usage: { ...reply.usage, costUsd: 0.02 } };
    };
    const input = bench({ model: scriptedModel([priced, priced, priced]), budget, tools: [tool('work')] });
    const result = await runAgentLoop(input);
    expect(result).toMatchObject({
      stopReason: 'budget',
      iterations: 1,
      usage: { costUsd: 0.02 },
      failure: { message: 'The next model call does not fit into the 0.03 US dollars.' },
    });
  });

  test('a budget shared by two loops holds for both together', async () => {
    const budget = createBudget({ maxTokens: 130 });
    const both = gate();
    let asked = 0;
    const model = () =>
      scriptedModel([
        async () => {
          asked += 1;
          if (asked === 2) both.open();
          await both.promise;
          return replyOf({ calls: [call('a', 'work')], tokens: [40, 20] });
        },
        { text: 'Hi' },
      ]);
    const loop = () => runAgentLoop(bench({ model: model(), budget, tools: [tool('work')] }));
    const stops = (await Promise.all([loop(), loop()])).map((result) => result.stopReason);
    expect(stops).toEqual(['budget', 'budget']);
    expect(budget.spent).toBe(120);
  });
});
