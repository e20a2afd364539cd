import {
  type Model,
  type ModelRequest,
  NexError,
  type Trajectory,
  textMessage,
  textOf,
  toolCallsOf,
} from '@nex/core';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../checks/index.ts';
import { createDraw, SHAPES } from '../seeded/index.ts';
import { goodTrajectory } from '../trajectory.fixture.ts';
import { judgeWithCouncil } from './council.ts';
import { judgeName, systemPromptOf } from './head.ts';
import { HEADS } from './heads/index.ts';
import { type JudgeOptions, judgeWithModel } from './judge-with-model.ts';

const usage = {
  inputTokens: 10,
  outputTokens: 5,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  modelCalls: 1,
  costUsd: 0.5,
};
const { signal } = new AbortController();

interface Scripted extends Model {
  requests: ModelRequest[];
}

/** Answers by what it is asked; an error is thrown. */
function scripted(answer: (input: Input, call: number) => unknown, name = 'model-1'): Scripted {
  const requests: ModelRequest[] = [];
  return {
    name,
    provider: 'test',
    requests,
    call: (request) => {
      requests.push(request);
      const value = answer(inputOf(request), requests.length);
      if (value instanceof Error) return Promise.reject(value);
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return Promise.resolve({
        message: textMessage('assistant', text),
        finishReason: 'stop',
        usage,
        model: name,
      });
    },
  };
}

interface Input {
  batch: number;
  of: number;
  assessment: { summary: string; findings: unknown[] };
  messages: { id: string; agent: string; role: string; text: string; chars: number }[];
  tools?: { agent: string; names: string[]; descriptions: Record<string, string> }[];
}

function inputOf({ messages }: ModelRequest): Input {
  const json = /```json\n([\s\S]*)\n```/.exec(textOf(messages[1] ?? { content: [] }))?.[1] ?? '{}';
  return JSON.parse(json) as Input;
}

const [head] = HEADS.filter(({ name }) => name === 'failure_analysis');
if (head === undefined) throw new Error('the head is listed');
const heads = [head];
const small = { limits: { maxBatchMessages: 2 } };
const finding = (message: string, quote: string, severity: 'major' | 'minor' = 'major') => ({
  kind: 'false_success',
  severity,
  message,
  quote,
  note: 'It is not so.',
});
const judge = async (
  model: Model,
  trajectory: Trajectory = goodTrajectory(),
  options: Partial<JudgeOptions> = {},
) => {
  const [report] = await judgeWithModel(model, trajectory, {
    signal,
    heads,
    mayGate: () => true,
    ...options,
  });
  if (report === undefined) throw new Error('one report per head');
  return report;
};

describe('the table of heads', () => {
  test('has names that are words, and none of a check', () => {
    const names = HEADS.map(judgeName);
    expect(new Set([...names, ...CHECKS.map(({ name }) => name)]).size).toBe(names.length + CHECKS.length);
    for (const { name, version, kinds } of HEADS) {
      expect(version).toBeGreaterThan(0);
      expect(new Set(kinds.map((kind) => kind.name)).size).toBe(kinds.length);
      for (const word of [name, ...kinds.map((kind) => kind.name)])
        expect(word).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });

  test.each(HEADS)('$name asks its question with all of its kinds', async (one) => {
    const model = scripted(() => ({ summary: '', findings: [] }));
    const [report] = await judgeWithModel(model, goodTrajectory(), { signal, heads: [one] });
    expect(report?.verdict).toEqual({
      check: judgeName(one),
      version: one.version,
      verdict: 'keep',
      reason: '',
      evidence: [],
    });
    const [request] = model.requests;
    expect(request?.responseSchema?.name).toBe(judgeName(one));
    expect(textOf(request?.messages[0] ?? { content: [] })).toBe(systemPromptOf(one));
    for (const kind of one.kinds) expect(systemPromptOf(one)).toContain(`${kind.name}: ${kind.meaning}`);
  });
});

test('reads every message once, in batches, and carries its own assessment', async () => {
  const model = scripted(({ batch }) => ({
    summary: `after ${batch}`,
    findings: [finding('m1', 'Find it.')],
  }));
  const report = await judge(model, goodTrajectory(), small);
  const inputs = model.requests.map(inputOf);
  expect(inputs.flatMap(({ messages }) => messages.map(({ id }) => id))).toEqual(
    Array.from({ length: 12 }, (_, at) => `m${at}`),
  );
  expect(inputs.map(({ batch, of }) => `${batch}/${of}`)).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  expect(inputs[2]?.assessment).toEqual({ summary: 'after 2', findings: [finding('m1', 'Find it.')] });
  expect(report).toMatchObject({
    calls: 6,
    complete: true,
    usage: { modelCalls: 6, inputTokens: 60, costUsd: 3 },
  });
  expect(report.verdict).toMatchObject({
    verdict: 'drop',
    reason: 'false_success',
    evidence: [{ runId: 'run_root', messageIndex: 1 }],
  });
});

test('who judges tools is told which there were, and what was said of those that are used', async () => {
  const model = scripted(() => ({ summary: '', findings: [] }));
  const trajectory = goodTrajectory();
  await judgeWithModel(model, trajectory, { signal, ...small });
  const asked = (name: string) =>
    model.requests.filter((one) => one.responseSchema?.name === `judge_${name}`).map(inputOf);
  const [root] = trajectory.runs;
  const names = root?.tools.map((tool) => tool.name) ?? [];
  const inputs = asked('tool_design');
  expect(inputs[0]?.tools).toEqual([{ agent: root?.agent, names, descriptions: {} }]);
  const described = Object.assign(
    {},
    ...inputs.flatMap(({ tools = [] }) => tools.map((one) => one.descriptions)),
  );
  const called = trajectory.runs.flatMap((one) => one.messages.flatMap(toolCallsOf).map((call) => call.name));
  expect(Object.keys(described).sort()).toEqual([...new Set(called)].sort());
  expect(described).toMatchObject({ [names[0] ?? '']: root?.tools[0]?.description });
  expect(asked('failure_analysis').map(({ tools }) => tools)).toEqual(Array(6).fill(undefined));
});

test('a later batch may take a finding back', async () => {
  const model = scripted(({ batch }) => ({
    summary: '',
    findings: batch === 1 ? [finding('m1', 'Find it.')] : [],
  }));
  expect((await judge(model, goodTrajectory(), small)).verdict?.verdict).toBe('keep');
});

test.each([
  ['a message that does not exist', finding('m99', 'Find it.')],
  ['a message that was not read yet', finding('m6', 'There are three kinds')],
  ['words that are not there', finding('m1', 'Lose it.')],
  ['nothing', finding('m1', '')],
  ['next to nothing', finding('m1', 'i')],
])('evidence that names %s is thrown away', async (_, bad) => {
  const model = scripted(({ batch }) => ({ summary: '', findings: batch === 1 ? [bad] : [] }));
  const report = await judge(model, goodTrajectory(), small);
  expect(report.discarded).toEqual([bad]);
  expect(report.verdict?.verdict).toBe('keep');
  expect(inputOf(model.requests[1] as ModelRequest).assessment.findings).toEqual([]);
});

test('white space and case of a quotation do not matter', async () => {
  const model = scripted(() => ({ summary: '', findings: [finding('m1', ' find\n IT. ')] }));
  expect((await judge(model)).findings).toHaveLength(1);
});

test.each([
  ['prose', 'I see no problem.', 'no complete JSON'],
  ['broken JSON', '{"summary": ', 'no complete JSON'],
  [
    'a kind that is none',
    { summary: '', findings: [{ ...finding('m1', 'x'), kind: 'bad_luck' }] },
    'findings.0.kind',
  ],
])('%s is asked about once more', async (_, bad, problem) => {
  const model = scripted((__, call) => (call === 1 ? bad : { summary: '', findings: [] }));
  expect(await judge(model)).toMatchObject({ calls: 2, verdict: { verdict: 'keep' } });
  expect(textOf(model.requests[1]?.messages.at(-1) ?? { content: [] })).toContain(problem);
  const never = await judge(scripted(() => bad));
  expect(never).toMatchObject({
    calls: 2,
    failure: { code: 'model_bad_output', where: 'judge_failure_analysis' },
  });
  expect(never.verdict).toBeUndefined();
});

test('a budget that ends between two batches leaves no verdict, and says why', async () => {
  const spent = new NexError('budget_exhausted', 'used up');
  const report = await judge(
    scripted(({ batch }) => (batch === 3 ? spent : { summary: '', findings: [] })),
    goodTrajectory(),
    small,
  );
  expect(report).toMatchObject({ calls: 2, usage: { modelCalls: 2 }, failure: { code: 'budget_exhausted' } });
  expect(report.verdict).toBeUndefined();
});

test('what the model throws is thrown', async () => {
  const error = new NexError('model_unreachable', 'down');
  await expect(judge(scripted(() => error))).rejects.toBe(error);
  await expect(
    judge(
      scripted(() => ({})),
      goodTrajectory(),
      { signal: AbortSignal.abort(error) },
    ),
  ).rejects.toBe(error);
});

test('the cost is bounded: batches, text and answers', async () => {
  const long = SHAPES.find(({ name }) => name === 'long')?.build(createDraw(1));
  const model = scripted(() => ({ summary: 's'.repeat(9_999), findings: [] }));
  const report = await judge(model, long, {
    maxBatches: 3,
    maxTokens: 99,
    limits: { maxMessageChars: 60, maxBatchMessages: 5 },
  });
  expect(report).toMatchObject({ calls: 3, complete: false });
  const inputs = model.requests.map(inputOf);
  expect(inputs[0]?.messages[0]?.id).toBe('m0');
  expect(inputs[2]?.messages.at(-1)?.text).toContain('entries on');
  for (const { messages, assessment } of inputs) {
    expect(assessment.summary.length).toBeLessThanOrEqual(1_200);
    for (const { text, chars } of messages) {
      expect(text.length).toBeLessThan(120);
      expect(chars).toBeGreaterThanOrEqual(Math.min(text.length, 60));
    }
  }
  expect(model.requests[0]?.sampling).toMatchObject({ temperature: 0, maxTokens: 99 });
});

test.each([
  ['a major finding', 'major', true, 'drop'],
  ['a minor finding', 'minor', true, 'flag'],
  ['a judge below the bar', 'major', false, 'flag'],
] as const)('%s: %s', async (_, severity, gate, verdict) => {
  const model = scripted(() => ({ summary: '', findings: [finding('m1', 'Find it.', severity)] }));
  expect((await judge(model, goodTrajectory(), { mayGate: () => gate })).verdict?.verdict).toBe(verdict);
});

test('a judge that was never measured with its model only flags', async () => {
  const model = scripted(() => ({ summary: '', findings: [finding('m1', 'Find it.')] }), 'never-measured');
  const [report] = await judgeWithModel(model, goodTrajectory(), { signal, heads });
  expect(report?.verdict?.verdict).toBe('flag');
});

describe('a council', () => {
  const votes = (...kinds: ('major' | 'minor' | 'none' | 'broken')[]) =>
    judgeWithCouncil(
      kinds.map((kind, at) =>
        scripted(
          () =>
            kind === 'broken'
              ? 'no'
              : { summary: '', findings: kind === 'none' ? [] : [finding('m1', 'Find it.', kind)] },
          `model-${at}`,
        ),
      ),
      goodTrajectory(),
      { signal, heads, mayGate: () => true },
    );

  test.each([
    [['major', 'major', 'none'], 'drop', 2 / 3],
    [['major', 'none', 'none'], 'keep', 2 / 3],
    [['major', 'minor', 'none'], 'flag', 1 / 3],
    [['major', 'none'], 'keep', 1 / 2],
    [['broken', 'minor', 'minor'], 'flag', 1],
  ] as const)('%j decides %s', async (kinds, verdict, agreement) => {
    const [report] = await votes(...kinds);
    expect(report?.verdict?.verdict).toBe(verdict);
    expect(report?.agreement).toBeCloseTo(agreement);
    expect(report?.reports.map(({ model }) => model)).toEqual(kinds.map((_, at) => `model-${at}`));
    expect(report?.usage.costUsd).toBeGreaterThanOrEqual(0.5 * kinds.length);
  });

  test('decides nothing when most have no answer, and has at least two judges', async () => {
    const [report] = await votes('broken', 'broken', 'major');
    expect(report).toMatchObject({ agreement: 0 });
    expect(report?.verdict).toBeUndefined();
    await expect(votes('major')).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
