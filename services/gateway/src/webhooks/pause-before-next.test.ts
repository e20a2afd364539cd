import { expect, test } from 'vitest';
import { MOST_ASKED_MS, pauseBeforeNext } from './pause-before-next.ts';

const PAUSES = [5000, 30_000];

test.each([
  ['ours, when nothing is asked', 1, undefined, 0, 5000],
  ['ours and a tenth, at the most', 2, undefined, 1, 33_000],
  ['what is asked, when it is longer', 1, 120_000, 0, 120_000],
  ['and a tenth: many are asked alike', 1, 120_000, 1, 132_000],
  ['ours, when less is asked', 2, 1000, 0, 30_000],
  ['the bound, when more is asked', 1, 9e9, 0, MOST_ASKED_MS],
  ['none after the last, whatever is asked', 3, 120_000, 0, null],
])('%s', (_, tries, askedMs, chance, expected) => {
  expect(pauseBeforeNext(PAUSES, { tries, askedMs }, () => chance)).toBe(expected);
});
