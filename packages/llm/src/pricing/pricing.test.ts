import { NO_USAGE } from '@nex/core';
import { expect, test } from 'vitest';
import { REQUEST, scriptedModel, textReply } from '../__fixtures__/scripted-model.ts';
import { withPricing } from '../middleware/with-pricing.ts';
import { costOf } from './cost-of.ts';
import { type ModelPrice, parsePriceTable, priceOf } from './price-table.ts';

const price = (input: number): ModelPrice => ({ inputPerMillionUsd: input, outputPerMillionUsd: 4 });
const FULL = { ...price(1), cachedInputPerMillionUsd: 0.1, cacheWritePerMillionUsd: 1.25 };

test.each([
  ['input and output', { inputTokens: 1_000_000, outputTokens: 500_000 }, price(1), 3],
  ['cached input', { inputTokens: 1_000_000, cachedInputTokens: 400_000 }, FULL, 0.64],
  [
    'cached input without a price of its own',
    { inputTokens: 1_000_000, cachedInputTokens: 400_000 },
    price(1),
    1,
  ],
  [
    'written input',
    { inputTokens: 1_000_000, cachedInputTokens: 200_000, cacheWriteTokens: 400_000 },
    FULL,
    0.92,
  ],
  ['counts that contradict each other', { inputTokens: 10, cachedInputTokens: 1_000_000 }, FULL, 0.000001],
  ['nothing', {}, FULL, 0],
])('%s', (_name, usage, table, expected) => {
  expect(costOf({ ...NO_USAGE, ...usage }, table)).toBeCloseTo(expected, 9);
});

test.each([
  ['gpt-5', 1],
  ['gpt-5-mini', 2],
  ['gpt-5-mini-2026', 2],
  ['gpt-4', 9],
  ['constructor', 9],
])('the price of %s is the one of the name, else of the longest beginning', (name, expected) => {
  const table = { 'gpt-5*': price(3), 'gpt-5': price(1), 'gpt-5-mini*': price(2), '*': price(9) };
  expect(priceOf(name, table)?.inputPerMillionUsd).toBe(expected);
});

test('an unknown model has no price', () => {
  expect(priceOf('other', { 'gpt-5*': price(3) })).toBeUndefined();
});

test('a table is checked, and its fault has a place', () => {
  const table = { m: FULL };
  expect(parsePriceTable(table)).toEqual(table);
  expect(() => parsePriceTable({ m: { inputPerMillionUsd: -1, outputPerMillionUsd: 1 } })).toThrow(
    expect.objectContaining({ code: 'config_invalid', where: 'prices.m.inputPerMillionUsd' }),
  );
});

test.each([
  ['the name that the server reports', { 'scripted-1': price(1_000_000) }, 3 + 8e-6],
  ['the name that was asked for', { scripted: price(2_000_000) }, 6 + 8e-6],
])('an answer carries its cost by %s', async (_name, table, expected) => {
  const model = withPricing(scriptedModel([textReply('yes'), textReply('yes')]), table);
  const { signal } = new AbortController();
  for (let i = 0; i < 2; i += 1) {
    const { usage } = await model.call(REQUEST, { signal });
    expect(usage.costUsd).toBeCloseTo(expected, 9);
  }
});
