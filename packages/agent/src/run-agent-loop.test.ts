import { errorOutcome, type Message, NexError } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, START, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import { createBudget } from './budget.ts';
import type { LoopInput } from './loop-types.ts';
import { runAgentLoop } from './run-agent-loop.ts';

describe('stop reasons', () => {
  const work = { calls: [call('a', 'work')] };
  const table: [
    name: string,
    input: Partial<LoopInput>,
    script: Parameters<typeof scriptedModel>[0],
    expected: object,
  ][] = [
    ['an answer', {}, [{ text: 'Hi' }], { stopReason: 'answered', response: 'Hi', iterations: 1 }],
    [
      'work, then an answer',
      {},
      [work, { text: 'Hi' }],
      { stopReason: 'answered', response: 'Hi', iterations: 2 },
    ],
    [
      'a cut answer',
      {},
      [{ text: 'Hi the', finishReason: 'length' }],
      { stopReason: 'truncated', response: 'Hi the' },
    ],
    [
      'a cut thought',
      {},
      [{ reasoning: 'Hm', finishReason: 'length' }],
      { stopReason: 'truncated', response: '' },
    ],
    [
      'a cut answer with a call goes on',
      {},
      [{ ...work, finishReason: 'length' }, { text: 'Hi' }],
      { stopReason: 'answered', iterations: 2 },
    ],
    [
      'a stop tool',
      { agent: { name: 't', maxIterations: 5, stopTools: ['work'] } },
      [{ text: 'so', calls: [call('a', 'other'), call('b', 'work')] }],
      { stopReason: 'stop_tool', response: 'work done', iterations: 1 },
    ],
    [
      'complete_task',
      { agent: { name: 't', maxIterations: 5, stopTools: ['complete_task'] } },
      [{ calls: [call('a', 'complete_task', { result: 'all good' })] }],
      { stopReason: 'stop_tool', response: 'all good' },
    ],
    [
      'complete_task with a structured result',
      { agent: { name: 't', maxIterations: 5, stopTools: ['complete_task'] } },
      [{ calls: [call('a', 'complete_task', { result: { n: 1 } })] }],
      { stopReason: 'stop_tool', response: '{"n":1}' },
    ],
    [
      'a failed stop tool goes on',
      { agent: { name: 't', maxIterations: 5, stopTools: ['fails'] } },
      [{ calls: [call('a', 'fails')] }, { text: 'Hi' }],
      { stopReason: 'answered', iterations: 2 },
    ],
    [
      'a refused model call',
      {},
      [
        { text: 'first', ...work },
        () => Promise.reject(new NexError('model_rejected', 'no', { hint: 'key' })),
      ],
      {
        stopReason: 'model_error',
        response: 'first',
        failure: { code: 'model_rejected', message: 'no', hint: 'key' },
      },
    ],
    [
      'a foreign error of the model keeps its text to itself',
      {},
      [() => Promise.reject(new Error('secret /etc/path'))],
      { stopReason: 'model_error', failure: { code: 'internal', message: 'The model call failed.' } },
    ],
    [
      'three empty answers',
      {},
      [{}, { text: ' \n' }, { reasoning: 'hm' }, { text: 'too late' }],
      { stopReason: 'model_error', failure: { code: 'model_bad_output' }, usage: { modelCalls: 3 } },
    ],
    [
      'two empty answers, then a good one',
      { agent: { name: 't', maxIterations: 1, stopTools: [] } },
      [{}, {}, { text: 'Hi' }],
      { stopReason: 'answered', response: 'Hi', iterations: 1, usage: { modelCalls: 3, inputTokens: 30 } },
    ],
    [
      'a budget that the first call does not fit',
      { budget: createBudget({ maxTokens: 5 }) },
      [{ text: 'Hi' }],
      { stopReason: 'budget', response: '', iterations: 0, failure: { code: 'budget_exhausted' } },
    ],
    [
      'a budget that the second call does not fit',
      { budget: createBudget({ maxTokens: 150 }) },
      [{ text: 'first', tokens: [90, 10], ...work }, { text: 'Hi' }],
      { stopReason: 'budget', response: 'first', iterations: 1 },
    ],
    [
      'cancelled before it began',
      { signal: AbortSignal.abort() },
      [{ text: 'Hi' }],
      { stopReason: 'cancelled', iterations: 0, failure: { code: 'cancelled' } },
    ],
    [
      'out of time before it began',
      { signal: AbortSignal.abort(new DOMException('late', 'TimeoutError')) },
      [{ text: 'Hi' }],
      { stopReason: 'timeout', failure: { code: 'timeout' } },
    ],
    [
      'a broken history',
      { history: [...START, { role: 'tool', content: [] }] },
      [{ text: 'Hi' }],
      { stopReason: 'error', failure: { code: 'internal', where: 'messages[2]' } },
    ],
  ];

  test.each(table)('%s', async (_name, input, script, expected) => {
    const model = scriptedModel(script);
    const tools = [
      tool('work'),
      tool('other'),
      tool('complete_task'),
      tool('fails', async () => errorOutcome('tool_error', 'no')),
    ];
    await expect(runAgentLoop(bench({ tools, ...input, model }))).resolves.toMatchObject(expected);
  });

  test.each([1, 2, 3])('maxIterations %i gives exactly that many model calls', async (maxIterations) => {
    const model = scriptedModel(
      Array.from({ length: 5 }, (_, i) => ({ text: `turn ${i + 1}`, calls: [call(`c${i}`, 'work')] })),
    );
    const work = tool('work');
    const agent = { name: 't', maxIterations, stopTools: [] };
    const result = await runAgentLoop(bench({ agent, model, tools: [work] }));
    expect(model.requests).toHaveLength(maxIterations);
    expect(work.runs).toHaveLength(maxIterations);
    expect(result).toMatchObject({
      stopReason: 'max_iterations',
      response: `turn ${maxIterations}`,
      iterations: maxIterations,
    });
  });

  test('answers in the history count, those before the first user message do not', async () => {
    const history: Message[] = [
      ...START,
      { role: 'assistant', content: [{ type: 'text', text: 'old' }] },
      { role: 'user', content: [{ type: 'text', text: 'again' }] },
    ];
    const model = scriptedModel([{ calls: [call('a', 'work')] }, { text: 'never' }]);
    const agent = { name: 't', maxIterations: 2, stopTools: [] };
    const result = await runAgentLoop(bench({ agent, history, model, tools: [tool('work')] }));
    expect(result).toMatchObject({ stopReason: 'max_iterations', response: 'old', iterations: 2 });
    expect(model.requests).toHaveLength(1);
  });

  test.each([
    ['an answer', [], undefined, 'answered'],
    ['a cut answer', [], 'length', 'truncated'],
    ['a stop tool', [call('a', 'stop')], 'tool_calls', 'stop_tool'],
  ] as const)(
    'a recovered %s ends without a model call',
    async (_name, calls, lastFinishReason, stopReason) => {
      const history: Message[] = [
        ...START,
        { role: 'assistant', content: [{ type: 'text', text: 'said' }, ...calls] },
      ];
      const model = scriptedModel([]);
      const agent = { name: 't', maxIterations: 9, stopTools: ['stop'] };
      const input = bench({
        agent,
        history,
        model,
        tools: [tool('stop')],
        ...(lastFinishReason ? { lastFinishReason } : {}),
      });
      await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason });
      expect(model.requests).toHaveLength(0);
    },
  );
});
