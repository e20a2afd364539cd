import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LAST_PRIORITY, priorityOf } from './turns.ts';

test.each([
  [0, 1],
  [1, 2],
  [2 ** 20 - 1, 2 ** 20],
  [2 ** 20, 2 ** 20 + 1],
  [2 ** 20 + 63, 2 ** 20 + 1],
  [2 ** 20 + 64, 2 ** 20 + 2],
  [2 ** 40, LAST_PRIORITY],
])('turn %d has the priority %d', (turn, priority) => {
  expect(priorityOf(turn)).toBe(priority);
});

test('a later turn is never taken first', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (turn, more) => {
      expect(priorityOf(turn + more)).toBeGreaterThanOrEqual(priorityOf(turn));
    }),
  );
});
