import { expect, test } from 'vitest';
import { stagePace } from './stage-pace.ts';

const stage = { done: 6, total: 24, workedMs: 30_000, working: true };

test.each([
  ['a quarter is done', {}, { ratePerMinute: 12, etaMs: 90_000 }],
  [
    'slower than one a minute',
    { done: 1, total: 2, workedMs: 400_000 },
    { ratePerMinute: 0.15, etaMs: 400_000 },
  ],
  ['nothing is done yet', { done: 0 }, {}],
  ['nothing was counted since it began', { workedMs: 0 }, {}],
  ['it waits or has ended', { working: false }, { ratePerMinute: 12 }],
  ['everything is done', { done: 24 }, { ratePerMinute: 48 }],
  ['more than planned is done', { done: 30 }, { ratePerMinute: 60 }],
])('%s', (_, over, pace) => expect(stagePace({ ...stage, ...over })).toEqual(pace));
