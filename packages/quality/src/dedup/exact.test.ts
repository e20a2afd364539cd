import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyTrajectory } from '../trajectory.arbitrary.ts';
import {
  ANSWER,
  assistant,
  child,
  DELEGATION,
  GOOD_STEP,
  goodTrajectory,
  result,
  run,
  trajectory,
} from '../trajectory.fixture.ts';
import { createExactDedup, normalizeText, queryDigest, trajectoryDigest } from './exact.ts';

test.each([
  ['Which tea?', '  which   TEA ', true],
  ['哪种茶？', '哪种茶', true],
  ['Ｔｅａ', 'tea', true],
  ['C++', 'C#', false],
  ['tea or coffee', 'tea for coffee', false],
])('queries %j and %j read the same: %s', (a, b, same) => {
  expect(queryDigest(a) === queryDigest(b)).toBe(same);
});

test('normalizing twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(normalizeText(normalizeText(text))).toBe(normalizeText(text));
    }),
  );
});

const step = (id: string, args: string, text: string) =>
  trajectory(run([assistant('', [id, 'search', args]), result(id, 'search', text), ANSWER]));

describe('the digest of a trajectory', () => {
  const original = trajectoryDigest(step('c_1', '{"query":"tea","limit":1}', 'Tea'));

  test.each([
    ['another call id', step('call_9', '{"query":"tea","limit":1}', 'Tea')],
    ['another order of keys', step('c_1', '{ "limit": 1, "query": "tea" }', 'Tea')],
    ['other white space', step('c_1', '{"query":"tea","limit":1}', ' tea  ')],
  ])('is the same with %s', (_, other) => {
    expect(trajectoryDigest(other)).toBe(original);
  });

  test.each([
    ['another argument', step('c_1', '{"query":"tea","limit":2}', 'Tea')],
    ['another result', step('c_1', '{"query":"tea","limit":1}', 'Coffee')],
    ['one run more', goodTrajectory()],
  ])('differs with %s', (_, other) => {
    expect(trajectoryDigest(other)).not.toBe(original);
  });

  test('does not depend on run ids', () => {
    const build = (root: string, sub: string) => ({
      ...trajectory(
        run([...GOOD_STEP, ...DELEGATION, ANSWER], { runId: root }),
        child([...GOOD_STEP, ANSWER], { runId: sub, parentRunId: root }),
      ),
      rootRunId: root,
    });
    expect(trajectoryDigest(build('run_a', 'run_b'))).toBe(trajectoryDigest(build('run_c', 'run_d')));
  });

  test('does not depend on ids that agents are told of each other, nor on which of two starts first', () => {
    const id = (letter: string) => `run_${letter.repeat(26)}`;
    const build = (root: string, [first, second]: [string, string], runs = 'in order', goesOn = first) => {
      const parent = run(
        [
          assistant('', ['c_1', 'Agent', '{"message":"go"}'], ['c_2', 'Agent', '{"message":"come"}']),
          result('c_1', 'Agent', `Gone.\n[sub_agent_id: ${first}]`),
          result('c_2', 'Agent', `Here.\n[sub_agent_id: ${second}]`),
          assistant('', ['c_3', 'Agent', `{"message":"again","sub_agent_id":"${goesOn}"}`]),
          result('c_3', 'Agent', 'Gone again.'),
          ANSWER,
        ],
        { runId: root },
      );
      const below = [
        child([assistant('Gone.')], { runId: first, parentRunId: root, parentCallId: 'c_1' }),
        child([assistant('Here.')], { runId: second, parentRunId: root, parentCallId: 'c_2' }),
      ];
      const started = runs === 'in order' ? below : below.toReversed();
      return trajectoryDigest({ ...trajectory(parent, ...started), rootRunId: root });
    };
    const original = build(id('a'), [id('b'), id('c')]);
    expect(build(id('d'), [id('e'), id('f')])).toBe(original);
    expect(build(id('a'), [id('b'), id('c')], 'turned')).toBe(original);
    expect(build(id('a'), [id('b'), id('c')], 'in order', id('c'))).not.toBe(original);
  });

  test('exists for any trajectory', () => {
    fc.assert(
      fc.property(anyTrajectory, (any) => {
        expect(trajectoryDigest(any)).toMatch(/^sha256:[0-9a-f]{64}$/);
      }),
    );
  });
});

test('tags point at the first of their kind', () => {
  const dedup = createExactDedup();
  const tags = [
    { id: 'a', query: 'Which tea?', trajectory: goodTrajectory() },
    { id: 'b', query: 'which tea', trajectory: step('c', '{"query":"x"}', 'x') },
    { id: 'c', query: 'Other', trajectory: goodTrajectory() },
    { id: 'd', query: 'Which tea?', trajectory: goodTrajectory() },
  ].map((sample) => dedup.tag(sample));
  expect(tags.map(({ sameQueryAs, sameTrajectoryAs }) => [sameQueryAs, sameTrajectoryAs])).toEqual([
    [null, null],
    ['a', null],
    [null, 'a'],
    ['a', 'a'],
  ]);
});
