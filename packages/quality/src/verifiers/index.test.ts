import { type Model, NexError, NO_USAGE, textMessage, Verifier, type VerifierKind } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyTrajectory } from '../trajectory.arbitrary.ts';
import {
  ANSWER,
  assistant,
  child,
  DELEGATION,
  GOOD_STEP,
  result,
  run,
  trajectory,
} from '../trajectory.fixture.ts';
import { VERIFIERS, verify } from './index.ts';
import { measureDifficulty, wilsonInterval } from './pass-rate.ts';
import { verifierFault } from './verifier-fault.ts';
import type { Means, ScriptResult, Subject } from './verifier-kind.ts';

const answering = (value: unknown): Model => ({
  name: 'judge-1',
  provider: 'test',
  call: async () => ({
    message: textMessage('assistant', JSON.stringify(value)),
    finishReason: 'stop',
    usage: { ...NO_USAGE, modelCalls: 1, inputTokens: 9 },
    model: 'judge-1',
  }),
});

const means = (more: Partial<Means> = {}): Means => ({
  seed: 1,
  signal: new AbortController().signal,
  ...more,
});
const ran = (more: Partial<ScriptResult>): Partial<Means> => ({
  runScript: async () => ({ exitCode: 0, stdout: '', stderr: '', ...more }),
});

const good: Subject = {
  query: 'Which teas are there, and what do 3 of them cost?',
  trajectory: {
    ...trajectory(
      run([...GOOD_STEP, ...DELEGATION, ANSWER], {
        response: 'Green, black and white: 1,250.50 EUR on 2020-05-07, or -4 less. 茶很好。',
      }),
      child([...GOOD_STEP, ANSWER]),
    ),
    finalState: {
      memory: {
        files: {
          'memory.jsonl': '{"name":"tea","kinds":["green"]}\n{"name":"pot"}\n',
          'notes/a.txt': ' Tea is bought. \n',
          marked: '\uFEFF{"a":1}',
        },
        binary: { 'data.db': 'AAEC' },
        omitted: { 'big.log': 5_000_000 },
      },
    },
  },
};
const failing: Subject = {
  query: 'q',
  trajectory: trajectory(
    run([assistant('', ['1', 'search', '{}']), result('1', 'search', 'no', 'tool_error'), ANSWER]),
  ),
};

const state = (...expect: object[]) => ({ kind: 'final_state', server: 'memory', expect });
const values = (...list: object[]) => ({ kind: 'answer_values', values: list });
const rubric = {
  kind: 'rubric',
  criteria: [{ text: 'names green tea', weight: 3 }, { text: 'is polite' }],
};
const says = (...criteria: object[]) => ({ model: answering({ criteria }) });
const met = (criterion: number, quote: string) => ({
  criterion,
  met: true,
  message: 'm3',
  quote,
  note: 'so',
});
const script = { kind: 'script', language: 'shell', code: 'true' };
const note = 'notes/a.txt';

/** Name, verifier, subject, means, reward: `null` for a verifier that breaks. */
const CASES: [string, object, Subject, Partial<Means>, number | null][] = [
  ['a file that is there', state({ path: 'memory.jsonl', exists: true }), good, {}, 1],
  ['a binary one, too', state({ path: 'data.db', exists: true }), good, {}, 1],
  ['one that is not', state({ path: 'other', exists: true }), good, {}, 0],
  ['the whole text', state({ path: note, equals: 'Tea is bought.' }), good, {}, 1],
  ['a part', state({ path: note, contains: 'tea' }, { path: note, matches: '^ Tea' }), good, {}, 0.5],
  [
    'a value in JSON lines',
    state({ path: 'memory.jsonl', json: { pointer: '/kinds/0', equals: 'green' } }),
    good,
    {},
    1,
  ],
  [
    'another value',
    state({ path: 'memory.jsonl', json: { pointer: '/kinds', equals: ['black'] } }),
    good,
    {},
    0,
  ],
  ['what is no text', state({ path: 'data.db', contains: 'x' }), good, {}, 0],
  ['a name that every object has', state({ path: 'toString', exists: true }), good, {}, 0],
  ['its text', state({ path: 'constructor', contains: 'x' }), good, {}, 0],
  [
    'JSON behind a mark of its bytes',
    state({ path: 'marked', json: { pointer: '/a', equals: 1 } }),
    good,
    {},
    1,
  ],
  ['a broken pattern', state({ path: note, matches: '(' }), good, {}, 0],
  ['a state that was not kept', { ...state({ path: 'a', exists: true }), server: 'files' }, good, {}, null],
  ['required calls', { kind: 'calls', required: ['search', 'scout'] }, good, {}, 1],
  ['one of two', { kind: 'calls', required: ['search', 'sum'] }, good, {}, 0.5],
  ['a call without success', { kind: 'calls', required: ['search'] }, failing, {}, 0],
  ['a forbidden call', { kind: 'calls', required: ['search'], forbidden: ['scout'] }, good, {}, 0],
  ['order', { kind: 'calls', required: ['scout', 'search'], inOrder: true }, good, {}, 2 / 3],
  ['too many calls', { kind: 'calls', required: ['search'], mostCalls: 1 }, good, {}, 0.5],
  ['a text', values({ text: 'GREEN,  black' }), good, {}, 1],
  ['no part of a word', values({ text: 'hit' }), good, {}, 0],
  ['Chinese', values({ text: '很好' }), good, {}, 1],
  ['a number', values({ number: 1250.5 }, { number: 3 }), good, {}, 0.5],
  ['a number within its tolerance', values({ number: 1250, tolerance: 1 }), good, {}, 1],
  ['parts of a date are no negative numbers', values({ number: 5 }, { number: -4 }), good, {}, 1],
  ['an exit code', script, good, ran({}), 1],
  ['another exit code', script, good, ran({ exitCode: 1, stdout: 'wrong' }), 0],
  ['what it prints', script, good, ran({ stdout: 'x\n{"reward":0.25,"evidence":["a"]}\n' }), 0.25],
  ['a script that breaks', script, good, ran({ exitCode: 2, stderr: 'boom' }), null],
  ['a script that takes too long', script, good, ran({ exitCode: null, limit: 'time' }), null],
  ['no sandbox', script, good, {}, null],
  ['both criteria', rubric, good, says(met(1, 'kinds of tea'), met(2, 'Three kinds')), 1],
  ['a quotation that is not there', rubric, good, says(met(1, 'bought'), met(2, 'Three kinds')), 0.25],
  ['a criterion left out', rubric, good, says(met(1, 'kinds of tea')), 0.75],
  ['no answer of the form', rubric, good, { model: answering('no') }, null],
];

describe.each(Object.keys(VERIFIERS) as VerifierKind[])('%s', (kind) => {
  const own = CASES.filter(([, verifier]) => (verifier as Verifier).kind === kind);

  test.each(own)('%s', async (_, verifier, subject, given, reward) => {
    const found = await verify(Verifier.parse(verifier), 2, subject, means(given));
    expect(found).toMatchObject({ position: 2, kind, version: VERIFIERS[kind].version });
    if (reward === null) expect(found.reward).toBeNull();
    else expect(found.reward).toBeCloseTo(reward, 9);
    expect(found.passed).toBe(reward === null ? null : reward >= 1);
    expect(found.failure === undefined).toBe(reward !== null);
    expect(found.evidence.length > 0 || reward === null).toBe(true);
  });

  test('has a case that passes and one that does not', () => {
    const rewards = own.map(([, , , , reward]) => reward);
    expect(rewards).toContain(1);
    expect(rewards.some((reward) => reward !== null && reward < 1)).toBe(true);
  });
});

test.each([
  [state({ path: 'a', exists: true }, { path: 'a', matches: '(?=b)' }), 'expect[1].matches'],
  [state({ path: 'a', json: { pointer: 'name', equals: 1 } }), 'expect[0].json.pointer'],
  [state({ path: 'a', json: { pointer: '/a~2', equals: 1 } }), 'expect[0].json.pointer'],
  [state({ path: './a', exists: false }), 'expect[0].path'],
  [state({ path: '/a', exists: false }), 'expect[0].path'],
  [state({ path: 'a', exists: true }, { path: 'b/../a', exists: false }), 'expect[1].path'],
  [state({ path: 'a/', exists: false }), 'expect[0].path'],
  [values({ number: 1 }, { matches: '[' }), 'values[1].matches'],
  [values({ text: ' ' }), 'values[0].text'],
])('%j can be known to be wrong, by its %s', (verifier, where) => {
  expect(verifierFault(Verifier.parse(verifier))).toMatchObject({ where });
});

test('of verifiers that can tell runs apart nothing is known to be wrong', () => {
  const right = CASES.filter(([name]) => name !== 'a broken pattern');
  expect(right.flatMap(([, verifier]) => verifierFault(Verifier.parse(verifier)) ?? [])).toEqual([]);
});

test('passAt is where passing begins', async () => {
  const verifier = Verifier.parse({ kind: 'calls', required: ['search', 'sum'], passAt: 0.5 });
  expect(await verify(verifier, 0, good, means())).toMatchObject({ reward: 0.5, passed: true });
});

test('a model that is away is thrown, so that somebody tries again', async () => {
  const model: Model = {
    ...answering(''),
    call: () => Promise.reject(new NexError('model_overloaded', 'Slow down.')),
  };
  await expect(verify(Verifier.parse(rubric), 0, good, means({ model }))).rejects.toMatchObject({
    code: 'model_overloaded',
  });
});

test('pure kinds never throw, stay in range, and say the same again', async () => {
  const pure = CASES.filter(([, one]) => ['calls', 'answer_values'].includes((one as Verifier).kind));
  await fc.assert(
    fc.asyncProperty(anyTrajectory, fc.constantFrom(...pure), async (any, [, verifier]) => {
      const parsed = Verifier.parse(verifier);
      const found = await verify(parsed, 0, { query: 'q', trajectory: any }, means());
      expect(found.reward).toBeGreaterThanOrEqual(0);
      expect(found.reward).toBeLessThanOrEqual(1);
      expect(await verify(parsed, 0, { query: 'q', trajectory: any }, means())).toEqual(found);
    }),
    { numRuns: 40 },
  );
});

test.each([
  // Newcombe (1998), table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %i in %i", (passed, samples, low, high) => {
  const interval = wilsonInterval(passed, samples);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test.each([
  [2, 3, 'easy'],
  [1, 3, 'medium'],
  [0, 1, 'hard'],
])('%i of %i passed is %s', (passed, samples, difficulty) => {
  expect(measureDifficulty(passed, samples)).toMatchObject({ difficulty, samples });
  expect(measureDifficulty(0, 0)).toBeUndefined();
});
