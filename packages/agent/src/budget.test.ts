import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBudget } from './budget.ts';

test('a call must fit into the budget and into the one around it', async () => {
  const outer = createBudget({ maxTokens: 100 });
  const first = createBudget({ maxTokens: 60, within: outer });
  const second = createBudget({ maxTokens: 60, within: outer });
  expect(await first.reserve(61)).toBe(false);
  expect(await first.reserve(60)).toBe(true);
  expect(await second.reserve(41)).toBe(false);
  expect(await second.reserve(40)).toBe(true);
  await first.settle(60, 10);
  expect([first.spent, second.spent, outer.spent]).toEqual([10, 0, 10]);
  expect(await second.reserve(20)).toBe(true);
  await second.settle(40, 40);
  await second.settle(20, 20);
  expect(await outer.reserve(31)).toBe(false);
  expect(await first.reserve(30)).toBe(true);
});

test('money of one within another is spent from both', async () => {
  const outer = createBudget({ maxCostUsd: 1 });
  const own = createBudget({ maxCostUsd: 0.5, within: outer });
  expect(await own.reserve(10)).toBe(true);
  await own.settle(10, 10, 0.5);
  expect(await own.reserve(1)).toBe(false);
  expect(await outer.reserve(5)).toBe(true);
  await outer.settle(5, 5, 0.5);
  expect(await outer.reserve(1)).toBe(false);
});

test('whatever is refused holds nothing back, and what is held and spent never passes a limit', async () => {
  const step = fc.record({ inner: fc.boolean(), tokens: fc.integer({ min: 0, max: 40 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const outer = createBudget({ maxTokens: 100 });
      const own = createBudget({ maxTokens: 50, within: outer });
      let used = { own: 0, outer: 0 };
      for (const { inner, tokens } of steps) {
        const budget = inner ? own : outer;
        const fits = used.outer + tokens <= 100 && (!inner || used.own + tokens <= 50);
        expect(await budget.reserve(tokens)).toBe(fits);
        if (!fits) continue;
        await budget.settle(tokens, tokens);
        used = { own: used.own + (inner ? tokens : 0), outer: used.outer + tokens };
      }
      expect([own.spent, outer.spent]).toEqual([used.own, used.outer]);
    }),
  );
});
