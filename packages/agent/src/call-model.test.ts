import { describe, expect, test } from 'vitest';
import { bench, call, gate, replyOf, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import { createBudget } from './budget.ts';
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
      'THINKING_TEXT_MESSAGE_CONTENT',
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
