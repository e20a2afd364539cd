import { expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

it.each([
  ['sytem_prompt', 'system_prompt'],
  ['Tools', 'tools'],
  ['tol', 'tools'],
  ['max_iteration', 'max_iterations'],
  ['zebra_crossing', undefined],
  ['x'.repeat(200), undefined],
])('nearest to %s is %s', (word, expected) => {
  expect(nearest(word, ['system_prompt', 'tools', 'max_iterations', 'name'])).toBe(expected);
});

it('names all candidates when none is near', () => {
  expect(didYouMean('zebra', ['a', 'b'])).toBe('Known here: a, b.');
  expect(didYouMean('zebra', [])).toBe('Nothing is known by that name.');
});
