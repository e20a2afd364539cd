import { expect, test } from 'vitest';
import { alignSteps, type ComparedStep } from './align-steps.ts';

const steps = (labels: string): ComparedStep[] =>
  labels.split('').map((label) => ({ label, level: 0, tookMs: 1, isError: false }));
const shown = (left: string, right: string) =>
  alignSteps(steps(left), steps(right)).map(
    (pair) => `${pair.left?.label ?? '-'}${pair.right?.label ?? '-'}`,
  );

test.each([
  ['abc', 'abc', ['aa', 'bb', 'cc']],
  ['abc', 'ac', ['aa', 'b-', 'cc']],
  ['ac', 'abc', ['aa', '-b', 'cc']],
  ['', 'ab', ['-a', '-b']],
  ['xay', 'a', ['x-', 'aa', 'y-']],
])('%s beside %s', (left, right, pairs) => expect(shown(left, right)).toEqual(pairs));

test('long runs are paired by place', () => {
  const long = 'a'.repeat(1_600);
  expect(alignSteps(steps(long), steps(`b${long}`))).toHaveLength(1_601);
});
