/** How hard a query is, from how many of its samples passed. */
import { type Difficulty, type MeasuredDifficulty, PASS_RATE_BANDS } from '@nex/core';

/** Of the normal distribution, for 95 %. */
const Z = 1.959963984540054;

/** Wilson's score interval of a share, at 95 %. `samples` is above 0. */
export function wilsonInterval(passed: number, samples: number): { low: number; high: number } {
  const rate = passed / samples;
  const scale = 1 + Z ** 2 / samples;
  const middle = (rate + Z ** 2 / (2 * samples)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / samples + Z ** 2 / (4 * samples ** 2));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** `undefined` without a sample that was verified. */
export function measureDifficulty(passed: number, samples: number): MeasuredDifficulty | undefined {
  if (samples === 0) return undefined;
  const passRate = passed / samples;
  return { difficulty: bandOf(passRate), passRate, samples, ...wilsonInterval(passed, samples) };
}

function bandOf(passRate: number): Difficulty {
  if (passRate >= PASS_RATE_BANDS.easy) return 'easy';
  return passRate >= PASS_RATE_BANDS.medium ? 'medium' : 'hard';
}
