import { expect, test } from 'vitest';
import { economyOf } from './build-economy.ts';
import { NO_USAGE } from './usage.ts';

const used = (inputTokens: number, outputTokens: number, costUsd?: number) => ({
  ...NO_USAGE,
  modelCalls: 1,
  inputTokens,
  outputTokens,
  ...(costUsd !== undefined && { costUsd }),
});
const usage = { synthesis: used(900, 100, 1), runs: used(8000, 1000, 7), verifying: used(1500, 500, 2) };
const funnel = {
  queries: { requested: 12, accepted: 10, rejected: 2 },
  runs: { total: 10, completed: 8, failed: 2, cancelled: 0 },
  kept: 5,
};
const priced = new Set<string>();

test('a piece pays for everything up to its stage', () => {
  expect(economyOf(usage, priced, funnel)).toEqual({
    perAcceptedQuery: { tokens: 100, costUsd: 0.1 },
    perCompletedRun: { tokens: 1250, costUsd: 1 },
    perKeptTrajectory: { tokens: 2400, costUsd: 2 },
  });
});

test('a stage without a piece has no cost', () => {
  expect(economyOf(usage, priced, { ...funnel, kept: 0 })).not.toHaveProperty('perKeptTrajectory');
  const none = {
    ...funnel,
    queries: { ...funnel.queries, accepted: 0 },
    runs: { ...funnel.runs, completed: 0 },
  };
  expect(economyOf(usage, priced, { ...none, kept: 0 })).toEqual({});
});

test.each([
  ['synthesis', [false, false, false]],
  ['runs', [true, false, false]],
  ['verifying', [true, true, false]],
])('a price missing in %s takes the money from its stage on', (part, shown) => {
  const { perAcceptedQuery, perCompletedRun, perKeptTrajectory } = economyOf(usage, new Set([part]), funnel);
  const units = [perAcceptedQuery, perCompletedRun, perKeptTrajectory];
  expect(units.map((unit) => unit?.costUsd !== undefined)).toEqual(shown);
  expect(units.map((unit) => unit?.tokens)).toEqual([100, 1250, 2400]);
});

test('what cost nothing needs no price', () => {
  const { synthesis: _, ...rest } = usage;
  expect(economyOf({ ...rest, synthesis: NO_USAGE }, priced, funnel)).toMatchObject({
    perAcceptedQuery: { tokens: 0 },
    perCompletedRun: { tokens: 1125, costUsd: 0.875 },
  });
});
