import { type Message, NexError, textMessage, textOf, textOutcome, toolCallsOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { failingModel, summaryModel } from './__fixtures__/conversations.ts';
import { type Bench, bench, call, replyOf, START, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import { createBudget } from './budget.ts';
import type { LoopInput } from './loop-types.ts';
import { validateRequest } from './request-validator.ts';
import { runAgentLoop } from './run-agent-loop.ts';

const big = tool('work', async () => textOutcome('x'.repeat(4_000)));
/** So many turns with a result of a thousand tokens each, every call with the same id, then an answer. */
const working = (count: number) =>
  scriptedModel([
    ...Array.from({ length: count }, () => async () => withoutUsage({ calls: [call('c', 'work')] })),
    async () => withoutUsage({ text: 'done' }),
  ]);
const withoutUsage = (script: Parameters<typeof replyOf>[0]) => replyOf({ ...script, tokens: [0, 0] });
const overflow = () => Promise.reject(new NexError('context_overflow', 'Too long.'));
const events = (input: Bench) =>
  input.events
    .filter(({ type }) => type.startsWith('COMPACTION'))
    .map(({ type, data }) => [type.slice(11), data]);

const BY_SIZE = { mode: 'regular', phase: 'before_model', triggerReason: 'token_threshold' };

function compacting(options: Partial<LoopInput> & Pick<LoopInput, 'model'>): Bench {
  return bench({ tools: [big], agent: { name: 't', maxIterations: 30, stopTools: [] }, ...options });
}

describe('a regular compaction', () => {
  test('begins above the threshold, is recorded, and told of once', async () => {
    const model = working(5);
    const input = compacting({ model, compaction: { maxContextTokens: 6_000 } });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered', iterations: 6 });
    expect(input.recorder.replacements).toHaveLength(1);
    const [{ messages, report } = { messages: [], report: undefined }] = input.recorder.replacements;
    expect(report).toMatchObject({ mode: 'regular', stages: ['clear-results'] });
    expect(report?.tokensBefore).toBeGreaterThan(4_500);
    expect(events(input)).toEqual([
      ['STARTED', { ...BY_SIZE, messages: 12, tokens: report?.tokensBefore }],
      ['FINISHED', { ...report, ...BY_SIZE, success: true }],
    ]);
    for (const request of model.requests) validateRequest(request.messages);
    expect(model.requests[5]?.messages.slice(0, messages.length)).toEqual(messages);
    expect(model.requests[4]?.messages).toHaveLength(10);
  });

  test.each([
    ['no policy', undefined],
    ['auto: false', { maxContextTokens: 2_000, auto: false }],
    ['a limit that is far', { maxContextTokens: 100_000 }],
  ])('%s: none', async (_name, compaction) => {
    const input = compacting({ model: working(5), ...(compaction ? { compaction } : {}) });
    await runAgentLoop(input);
    expect(input.recorder.replacements).toEqual([]);
    expect(events(input)).toEqual([]);
  });

  test('what the provider counts goes before the estimate', async () => {
    const script = [
      { calls: [call('a', 'work')], tokens: [9_000, 10] as [number, number] },
      { text: 'done' },
    ];
    const input = compacting({ model: scriptedModel(script), compaction: { maxContextTokens: 10_000 } });
    await runAgentLoop(input);
    expect(events(input)[0]?.[1]).toMatchObject({ mode: 'regular' });
  });

  test('counts exactly over compactions: iterations and call ids', async () => {
    const policy = { maxContextTokens: 3_000, firstStage: 'summarize', keepTurns: 1 } as const;
    const agent = { name: 't', maxIterations: 9, stopTools: [] };
    const model = working(50);
    const input = compacting({ model, agent, compaction: { ...policy, summaryModel: summaryModel() } });
    const result = await runAgentLoop(input);
    expect(result).toMatchObject({ stopReason: 'max_iterations', iterations: 9 });
    expect(model.requests).toHaveLength(9);
    expect(input.recorder.replacements.length).toBeGreaterThan(1);
    const ids = input.recorder.messages.flatMap(toolCallsOf).map((one) => one.id);
    expect(ids).toEqual(['c', ...Array.from({ length: 8 }, (_, n) => `c_${n + 1}`)]);
    for (const request of model.requests) validateRequest(request.messages);
    expect(model.requests.every(({ messages }) => messages.includes(START[1] as Message))).toBe(true);
  });

  test('a run that is taken up after a compaction counts on', async () => {
    const history = [...START, { role: 'assistant', content: [call('c_7', 'work')] } as Message];
    const agent = { name: 't', maxIterations: 9, stopTools: [] };
    const model = scriptedModel([{ calls: [call('c', 'work')] }, { text: 'never' }]);
    const input = compacting({ model, agent, history, iterations: 8, usedCallIds: ['c', 'c_1'] });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'max_iterations', iterations: 9 });
    expect(input.recorder.messages.flatMap(toolCallsOf).map((one) => one.id)).toEqual(['c_2']);
  });

  test('one that cannot help is not tried again at every turn', async () => {
    const request = textMessage('user', 'r'.repeat(16_000));
    const agent = { name: 't', maxIterations: 12, stopTools: [] };
    const small = tool('work', async () => textOutcome('ok'));
    const input = compacting({
      model: working(50),
      agent,
      tools: [small],
      history: [request],
      compaction: { maxContextTokens: 5_000, summaryModel: failingModel() },
    });
    await runAgentLoop(input);
    const failed = events(input).filter(([, data]) => typeof data === 'object' && data.success === false);
    expect(failed).toEqual([
      ['FINISHED', { ...BY_SIZE, success: false, error: 'Nothing could be taken away.' }],
    ]);
  });

  test('begins also when the conversation lay idle, once', async () => {
    let now = 0;
    const slow = tool('work', async () => {
      now += 1_000;
      return textOutcome('x'.repeat(4_000));
    });
    const compaction = { maxContextTokens: 1_000_000, idleMs: 10_000 };
    const times = async (idleMs: number) => {
      const input = compacting({ model: working(3), tools: [slow], clock: () => now, idleMs, compaction });
      input.history = [...START, ...(await worked(4)), textMessage('user', 'And now?')];
      await runAgentLoop(input);
      return input.recorder.replacements.length;
    };
    expect(await times(9_000)).toBe(0);
    expect(await times(11_000)).toBe(1);
  });
});

describe('an emergency', () => {
  test('makes room and asks again, within the same iteration', async () => {
    const model = scriptedModel([overflow, { text: 'done' }]);
    const compaction = { maxContextTokens: 1_000_000, summaryModel: summaryModel() };
    const history = [...START, ...(await worked(5)), textMessage('user', 'And now?')];
    const input = compacting({ model, history, iterations: 0, compaction });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered', iterations: 1 });
    expect(events(input).map(([type]) => type)).toEqual(['STARTED', 'FINISHED']);
    expect(input.recorder.replacements[0]?.report.mode).toBe('emergency');
    expect(model.requests[1]?.messages.length).toBeLessThanOrEqual(model.requests[0]?.messages.length ?? 0);
  });

  test.each([
    ['no policy', undefined, 1],
    ['emergency: false', { maxContextTokens: 1_000, emergency: false, auto: false }, 1],
    ['nothing to take away', { maxContextTokens: 1_000 }, 1],
  ])('%s: the overflow is the failure', async (_name, compaction, calls) => {
    const model = scriptedModel([overflow, overflow]);
    const result = await runAgentLoop(compacting({ model, ...(compaction ? { compaction } : {}) }));
    expect(result).toMatchObject({ stopReason: 'model_error', failure: { code: 'context_overflow' } });
    expect(model.requests).toHaveLength(calls);
  });

  test('at most four times', async () => {
    const model = scriptedModel(Array.from({ length: 9 }, () => overflow));
    const history = [...START, ...(await worked(12)), textMessage('user', 'And now?')];
    const compaction = {
      maxContextTokens: 100_000,
      auto: false,
      summaryModel: summaryModel('s'.repeat(9_000)),
    };
    const input = compacting({ model, history, compaction });
    const result = await runAgentLoop(input);
    expect(result).toMatchObject({ stopReason: 'model_error', failure: { code: 'context_overflow' } });
    expect(model.requests.length).toBeLessThanOrEqual(5);
    expect(input.recorder.replacements).toHaveLength(model.requests.length - 1);
    const sizes = model.requests.map(({ messages }) => JSON.stringify(messages).length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });
});

describe('what summaries cost', () => {
  const policy = { maxContextTokens: 8_000, threshold: 0.4, firstStage: 'summarize', keepTurns: 1 } as const;

  test('is counted and booked, with the record of the compaction', async () => {
    const budget = createBudget({ maxTokens: 1_000_000 });
    const input = compacting({
      model: working(4),
      budget,
      compaction: { ...policy, summaryModel: summaryModel() },
    });
    const result = await runAgentLoop(input);
    const [replacement] = input.recorder.replacements;
    expect(replacement?.usage).toMatchObject({ modelCalls: 1, inputTokens: 100, outputTokens: 20 });
    expect(result.usage).toMatchObject({ modelCalls: 6, inputTokens: 100 });
    expect(budget.spent).toBe(120);
    const booked = [...input.recorder.replies, ...input.recorder.replacements].map(
      (one) => one.usage.modelCalls,
    );
    expect(booked.reduce((sum, calls) => sum + calls)).toBe(result.usage.modelCalls);
  });

  test('of a summary that did not help is booked on the next answer', async () => {
    const agent = { name: 't', maxIterations: 3, stopTools: [] };
    const text = (content: string) => async () => withoutUsage({ text: content });
    const model = scriptedModel([text('done')]);
    const history = [
      textMessage('user', 'a'.repeat(400)),
      textMessage('assistant', 'b'),
      textMessage('user', 'c'.repeat(9_000)),
    ];
    const summary = summaryModel();
    const input = compacting({
      model,
      agent,
      history,
      compaction: { ...policy, maxContextTokens: 2_000, summaryModel: summary },
    });
    const result = await runAgentLoop(input);
    const recorded = [...input.recorder.replies, ...input.recorder.replacements];
    expect(recorded.reduce((sum, one) => sum + one.usage.modelCalls, 0)).toBe(result.usage.modelCalls);
    expect(result.usage.modelCalls).toBe(1 + summary.requests.length);
  });

  test('has to fit into the budget', async () => {
    let asked = 0;
    const summary = summaryModel();
    const input = compacting({
      model: working(4),
      // Four turns fit, the summary does not.
      budget: { ...createBudget(), reserve: () => (asked += 1) !== 5 },
      compaction: { ...policy, summaryModel: summary },
    });
    await runAgentLoop(input);
    expect(summary.requests).toEqual([]);
    expect(input.recorder.replacements[0]?.report.stages).toEqual(['drop']);
  });
});

test('a cancel during a summary ends the run as cancelled; nothing is replaced', async () => {
  const input = compacting({
    model: working(3),
    compaction: {
      maxContextTokens: 3_000,
      firstStage: 'summarize',
      keepTurns: 1,
      summaryModel: scriptedModel([
        () => {
          input.abort.abort();
          return new Promise(() => {});
        },
      ]),
    },
  });
  await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'cancelled' });
  expect(input.recorder.replacements).toEqual([]);
  expect(events(input).map(([type]) => type)).toEqual(['STARTED', 'FINISHED']);
});

/** The messages of a run that worked so many turns and answered. */
async function worked(count: number): Promise<Message[]> {
  const input = compacting({ model: working(count) });
  await runAgentLoop(input);
  expect(textOf(input.recorder.messages.at(-1) ?? { content: [] })).toBe('done');
  return input.recorder.messages;
}
