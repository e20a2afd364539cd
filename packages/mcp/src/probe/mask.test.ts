import { expect, test } from 'vitest';
import { masked, withoutPlace } from './mask.ts';

test.each([
  ['made 123e4567-e89b-42d3-a456-426614174000', 'made 9b2e4567-e89b-42d3-a456-42661417400f'],
  ['at 2026-03-15T10:00:00.123Z', 'at 2027-01-01T00:00:00Z'],
  ['{"createdAt":1764370000123}', '{"createdAt":1764379999999}'],
  ['took 13 ms', 'took 4.5 ms'],
  ['{"durationMs":13}', '{"durationMs":7}'],
  ['commit 3f2a9bc1', 'commit 77ab01cd'],
  ['id V1StGXR8_Z5jdHi6', 'id 9xYzAbc12_QrStUv'],
])('%s is masked as %s', (one, other) => {
  expect(masked(one)).toBe(masked(other));
});

test.each([
  ['the price is 12', 'the price is 13'],
  ['file notes.txt', 'file notes.md'],
  ['2 tasks', '3 tasks'],
])('%s stays apart from %s', (one, other) => {
  expect(masked(one)).not.toBe(masked(other));
});

test('the place of the probe is taken out', () => {
  expect(withoutPlace('/tmp/nex-probe-a/state/x', '/tmp/nex-probe-a')).toBe('<place>/state/x');
});
