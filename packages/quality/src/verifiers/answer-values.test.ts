import { Verifier } from '@nex/core';
import { expect, test } from 'vitest';
import { ANSWER, GOOD_STEP, run, trajectory } from '../trajectory.fixture.ts';
import { verify } from './index.ts';
import type { Subject } from './verifier-kind.ts';

const MEANS = { seed: 1, signal: new AbortController().signal };

const answers = (response: string): Subject => ({
  query: 'How much?',
  trajectory: trajectory(run([...GOOD_STEP, ANSWER], { response })),
});

test.each([
  ['3.14', [3.14], [314]],
  ['12.50', [12.5], [1250]],
  ['3,14', [3.14], [314]],
  ['1.250', [1.25, 1250], [125]],
  ['1,250', [1250, 1.25], [1, 250]],
  ['1.234.567,89', [1234567.89], [1234]],
  ['-1,234,567.5', [-1234567.5], [1234567.5]],
  ['1,00,000', [100000], [1]],
  ['[10,20,5]', [10, 20, 5], [10205]],
  ['2.5e3', [2500], [2.5]],
  ['version 2.5.1', [], [251, 2.51]],
  ['1 250,50 €', [1250.5], [1250]],
  ['1\u00a0250\u00a0000', [1250000], [250]],
  ["1'250.50", [1250.5], [250.5]],
  ['１，２５０．５', [1250.5], [250.5]],
  ['-$120.50', [-120.5], [120.5]],
  ['−€ 5', [-5], [5]],
  ['a rise of $120 - $90 more', [120, 90], [-90]],
  ['rooms 12 250 and 7', [12, 250, 7], []],
  ['order A1250 and 3f8e12', [], [1250, 8e12]],
  ['共1250元', [1250], [250]],
])('%s says the numbers %j, and not %j', async (response, said, unsaid) => {
  const holds = async (number: number) =>
    (
      await verify(
        Verifier.parse({ kind: 'answer_values', values: [{ number }] }),
        0,
        answers(response),
        MEANS,
      )
    ).passed;
  expect(await Promise.all(said.map(holds))).toEqual(said.map(() => true));
  expect(await Promise.all(unsaid.map(holds))).toEqual(unsaid.map(() => false));
});

test.each([
  ['12', '12.5 kg', false],
  ['12', 'It is 12.', true],
  ['250', '1,250 EUR', false],
  ['250', '[10,250,5]', true],
  ['2.5', 'version 2.5.1', false],
  ['5天', '15天后', false],
  ['5天', '共5天', true],
  ['Alice', '订单由Alice处理', true],
  ['1250', '共1250元', true],
  ['2026', 'am 7.5.2026', true],
  ['art', 'a start', false],
])('%s stands in "%s": %j', async (text, response, held) => {
  const found = await verify(
    Verifier.parse({ kind: 'answer_values', values: [{ text }] }),
    0,
    answers(response),
    MEANS,
  );
  expect(found.passed).toBe(held);
});
