import { expect, test } from 'vitest';
import { readRetryAfter } from './retry-after.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

test.each([
  ['7', 7000],
  ['0.5', 500],
  [' 120 ', 120_000],
  ['0', 0],
  ['-1', 0],
  ['Thu, 01 Jan 2026 00:00:09 GMT', 9000],
  ['Thursday, 01-Jan-26 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['soon', undefined],
  ['Infinity', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('%j asks to wait %s ms', (header, expected) => {
  expect(readRetryAfter(header, NOW)).toBe(expected);
});
