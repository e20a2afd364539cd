import { expect, test } from 'vitest';
import { groundTruthReward } from './ground-truth.ts';

test.each([
  ['contains', 'It is Paris, of course.', 'paris', 1],
  ['contains', 'It is Parisian.', 'Paris', 0],
  ['contains', 'Not Rome.', ['Roma', 'Rome'], 1],
  ['token_f1', 'one two', 'two three', 0.5],
  ['token_f1', 'a <answer>no</answer> b <answer>two three</answer>', 'two three', 1],
  ['token_f1', 'two two two', 'two', 0.5],
  ['contains', 'anything', undefined, undefined],
] as const)('%s of "%s" to %j is %s', (measure, answer, truth, reward) => {
  expect(groundTruthReward(measure, answer, truth as string)).toBe(reward);
});
