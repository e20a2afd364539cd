import type { ReviewItem } from '@nex/core';
import { expect, test } from 'vitest';
import { nextOpen } from './review-order.ts';

const item = (id: string, decided: boolean): ReviewItem => ({
  kind: 'query',
  id,
  query: id,
  sampled: true,
  decisions: decided ? [{ decision: 'accept', by: 'Ada', at: '2026-01-01T00:00:00Z' }] : [],
  difficulty: 'easy',
  language: 'en',
  problemType: [],
});

test.each([
  [[false, true, false], 0, 2],
  [[false, true, true], 1, 0],
  [[true, true], 1, 1],
  [[false, true], 0, 0],
])('of %j behind %i it is %i', (decided, place, next) => {
  expect(
    nextOpen(
      decided.map((one, at) => item(String(at), one)),
      place,
    ),
  ).toBe(next);
});
