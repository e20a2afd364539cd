import { type Message, textOf, textOutcome } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, gate, results, START, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import { runAgentLoop } from './run-agent-loop.ts';

describe('calls of one turn', () => {
  test('serial tools first and one by one, the rest together, results in call order', async () => {
    const order: string[] = [];
    const bothRun = gate();
    let running = 0;
    const parallel = (name: string) =>
      tool(name, async () => {
        order.push(`${name} begins`);
        running += 1;
        if (running === 2) bothRun.open();
        await bothRun.promise;
        return textOutcome(name);
      });
    const serial = (name: string) =>
      tool(
        name,
        async () => {
          order.push(`${name} begins`);
          await Promise.resolve();
          order.push(`${name} ends`);
          return textOutcome(name);
        },
        { disableParallel: true },
      );
    const model = scriptedModel([
      { calls: [call('1', 'p1'), call('2', 's1'), call('3', 'p2'), call('4', 's2')] },
      { text: 'done' },
    ]);
    const input = bench({ model, tools: [parallel('p1'), serial('s1'), parallel('p2'), serial('s2')] });
    await runAgentLoop(input);
    expect(order).toEqual(['s1 begins', 's1 ends', 's2 begins', 's2 ends', 'p1 begins', 'p2 begins']);
    expect(results(input.recorder.messages).map((one) => [one.toolCallId, textOf(one)])).toEqual([
      ['1', 'p1'],
      ['2', 's1'],
      ['3', 'p2'],
      ['4', 's2'],
    ]);
  });

  test('repeated ids are renamed in the message and in the results, within a turn and over turns', async () => {
    const model = scriptedModel([
      { calls: [call('c', 'work', { n: 1 }), call('c', 'work', { n: 2 }), call('', 'work')] },
      { calls: [call('c', 'work', { n: 3 })] },
      { text: 'done' },
    ]);
    const work = tool('work');
    const input = bench({ model, tools: [work] });
    await runAgentLoop(input);
    const ids = ['c', 'c_1', 'call', 'c_2'];
    expect(work.runs).toEqual(ids);
    expect(results(input.recorder.messages).map((one) => one.toolCallId)).toEqual(ids);
    const written = input.recorder.messages.flatMap((m) => m.content.filter((b) => b.type === 'tool_call'));
    expect(written.map((one) => one.id)).toEqual(ids);
    expect(input.events.filter((e) => e.type === 'TOOL_CALL_START').map((e) => e.data.toolCallId)).toEqual(
      ids,
    );
  });

  test.each([
    ['unknown_tool', call('a', 'nope'), ['nope', 'Available tools: work, throws']],
    ['malformed_arguments', call('a', 'work', '{"x": '), ['not a JSON object', 'Call work again']],
    ['malformed_arguments', call('a', 'work', '[1]'), ['another kind of JSON value']],
    ['invalid_arguments', call('a', 'work', { bad: 1 }), ['bad is not an argument', 'Correct them']],
    ['tool_error', call('a', 'throws'), ['throws failed']],
  ] as const)('%s is a result for the model', async (errorKind, wrong, phrases) => {
    const model = scriptedModel([{ calls: [wrong, call('b', 'work')] }, { text: 'done' }]);
    const work = tool('work');
    const throws = tool('throws', () => Promise.reject(new Error('ENOENT /root/secret')));
    const input = bench({ model, tools: [work, throws] });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered' });
    const [first, second] = results(input.recorder.messages);
    expect(first).toMatchObject({ toolCallId: 'a', isError: true, errorKind });
    for (const phrase of phrases) expect(textOf(first ?? { content: [] })).toContain(phrase);
    expect(textOf(first ?? { content: [] })).not.toContain('secret');
    expect(second).toMatchObject({ toolCallId: 'b', isError: false });
    expect(work.runs).toEqual(['b']);
  });

  test.each([
    [true, ['a'], undefined],
    [false, [], 'unknown_outcome'],
  ])('a call of a dead worker, repeatable: %s', async (repeatable, runs, errorKind) => {
    const history: Message[] = [
      ...START,
      { role: 'assistant', content: [call('a', 'work'), call('b', 'work')] },
    ];
    const model = scriptedModel([{ text: 'done' }]);
    const work = tool('work', undefined, { repeatable });
    const input = bench({ history, model, tools: [work] });
    input.recorder.beginCall = async (one) =>
      one.id === 'a' ? { state: 'unknown' } : { state: 'finished', outcome: textOutcome('kept') };
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered', iterations: 2 });
    expect(work.runs).toEqual(runs);
    const [first, second] = results(input.recorder.messages);
    expect(first?.errorKind).toBe(errorKind);
    expect(second?.content).toEqual([{ type: 'text', text: 'kept' }]);
  });
});
