import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatMoney, formatPercent } from './numbers.ts';
import { elapsedMs, formatAgo, formatDuration } from './time.ts';

const NOW = Date.parse('2026-11-29T13:00:00Z');

test.each([
  [formatCount(12_345), '12,345'],
  [formatCount(4_560_000), '4.6M'],
  [formatMoney(0), '$0'],
  [formatMoney(0.004_23), '$0.0042'],
  [formatMoney(1.3), '$1.30'],
  [formatMoney(12_400), '$12,400'],
  [formatPercent(0.836), '84%'],
  [formatBytes(640), '640 B'],
  [formatBytes(12_400), '12.4 kB'],
  [formatDuration(84), '84 ms'],
  [formatDuration(3_210), '3.2 s'],
  [formatDuration(245_000), '4 min 05 s'],
  [formatDuration(7_800_000), '2 h 10 min'],
  [formatAgo('2026-11-29T12:59:58Z', NOW), 'just now'],
  [formatAgo('2026-11-29T12:57:00Z', NOW), '3m ago'],
  [formatAgo('2026-11-28T12:00:00Z', NOW), 'yesterday'],
])('writes %s', (written, expected) => expect(written).toBe(expected));

test('what has not begun has taken no time, what has not ended takes until now', () => {
  expect(elapsedMs(undefined, undefined, NOW)).toBeUndefined();
  expect(elapsedMs('2026-11-29T12:59:00Z', undefined, NOW)).toBe(60_000);
  expect(elapsedMs('2026-11-29T12:59:00Z', '2026-11-29T12:59:10Z', NOW)).toBe(10_000);
});
