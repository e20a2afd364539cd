import { type BuildBudget, changeBudget, type RunLimits, type Spending } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitsOf } from './amount.ts';
import { Ledger } from './ledger.ts';
import { limitsWithin, RunShares } from './run-shares.ts';
import { RunningMean } from './running-mean.ts';

const NOW = new AbortController().signal;
const tokens = (n: number): Spending => ({ tokens: n, costUsd: 0 });
const budget = (totalTokens: number): BuildBudget => ({ totalTokens, onBudget: 'pause' });

test('what is held is not free; what was not used of it is free again', () => {
  const ledger = new Ledger(() => limitsOf(budget(100)), tokens(10));
  const hold = ledger.tryHold(tokens(80));
  expect(ledger.tryHold(tokens(11))).toBeUndefined();
  hold?.settle(tokens(30));
  hold?.settle(tokens(30));
  expect(ledger.spent).toEqual(tokens(40));
  expect(ledger.free.tokens).toBe(60);
});

test('who waits is let in when others settle, and told when nothing more can come free', async () => {
  const ledger = new Ledger(() => limitsOf(budget(100)), tokens(0));
  const first = ledger.tryHold(tokens(90));
  const second = ledger.holdWhenFree(() => tokens(50), NOW);
  first?.settle(tokens(10));
  expect((await second)?.amount).toEqual(tokens(50));
  const third = ledger.holdWhenFree(() => tokens(60), NOW);
  (await second)?.settle(tokens(80));
  expect(await third).toBeUndefined();
});

test('a budget that is raised meanwhile counts at once', () => {
  let limit = budget(10);
  const ledger = new Ledger(() => limitsOf(limit), tokens(10));
  expect(ledger.tryHold(tokens(5))).toBeUndefined();
  limit = budget(20);
  expect(ledger.tryHold(tokens(5))).toBeDefined();
});

const sharesOf = (limit: BuildBudget | undefined, limits?: RunLimits, mean = new RunningMean()) => {
  const ledger = new Ledger(() => limitsOf(limit), tokens(0));
  return { ledger, mean, shares: new RunShares({ ledger, mean, limits, concurrency: () => 4 }) };
};

test.each<[string, BuildBudget | undefined, RunLimits | undefined, number, object | undefined]>([
  ['no budget', undefined, undefined, 100, {}],
  ['much is free', budget(10_000), undefined, 100, { tokens: 150 + 2462 }],
  ['the limit of the run is lower', budget(10_000), { maxTokens: 120 }, 100, { tokens: 120 }],
  ['just enough', budget(150), undefined, 100, { tokens: 150 }],
  ['too little', budget(149), undefined, 100, undefined],
  ['nothing known, little free', budget(149), undefined, 0, { tokens: 149 }],
  ['nothing known, much free', budget(250_000), undefined, 0, { tokens: 100_000 }],
])('%s', (_, limit, limits, mean, share) => {
  const made = sharesOf(limit, limits, mean > 0 ? new RunningMean(2, tokens(2 * mean)) : undefined);
  expect(made.shares.tryTake()?.share).toEqual(share);
});

test('a share of money is the limit of money', () => {
  const { shares } = sharesOf({ costUsd: 2, onBudget: 'pause' });
  const share = shares.tryTake()?.share ?? {};
  expect(share).toEqual({ costUsd: 0.25 + 1.75 / 4 });
  expect(limitsWithin({ maxIterations: 3 }, share)).toEqual({ maxIterations: 3, maxCostUsd: 0.6875 });
  expect(limitsWithin(undefined, {})).toBeUndefined();
});

test('runs that use up what they are given never use more than the budget together', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(fc.record({ use: fc.double({ min: 0, max: 1, noNaN: true }), end: fc.nat(3) }), {
        maxLength: 60,
      }),
      (limit, steps) => {
        const { ledger, mean, shares } = sharesOf(budget(limit));
        const open: { settle(used: Spending): void; amount: Spending }[] = [];
        for (const { use, end } of steps) {
          const taken = open.length < 4 ? shares.tryTake() : undefined;
          if (taken) open.push(taken.hold);
          const [ending] = open.splice(end, 1);
          const used = tokens(Math.floor((ending?.amount.tokens ?? 0) * use));
          ending?.settle(used);
          if (ending) mean.add(used);
          expect(ledger.free.tokens).toBeGreaterThanOrEqual(0);
        }
        for (const hold of open) hold.settle(hold.amount);
        expect(ledger.spent.tokens).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  [undefined, { totalTokens: 5 }, { totalTokens: 5, onBudget: 'pause' }],
  [
    { totalTokens: 5, onBudget: 'finish' as const },
    { costUsd: 1 },
    { totalTokens: 5, costUsd: 1, onBudget: 'finish' },
  ],
  [
    { totalTokens: 5, costUsd: 1, onBudget: 'pause' as const },
    { costUsd: null },
    { totalTokens: 5, onBudget: 'pause' },
  ],
  [{ costUsd: 1, onBudget: 'pause' as const }, { costUsd: null }, undefined],
])('%j changed by %j', (before, change, after) => expect(changeBudget(before, change)).toEqual(after));
