import { expect, test } from 'vitest';
import { compareRecords } from './compare-records.ts';
import type { ProbedTool, ProbeRecord } from './probe-record.ts';

const tool = (changes: Partial<ProbedTool> = {}): ProbedTool => ({
  name: 'a',
  verdict: 'works',
  determinism: 'exact',
  writes: false,
  invalid: 'is_error',
  ms: 1,
  ...changes,
});
const record = (tools: ProbedTool[], changes: Partial<ProbeRecord> = {}): ProbeRecord => ({
  server: 's',
  version: '1.0.0',
  snapshot: 'sha256:0',
  at: '2026-11-28',
  machine: 'm',
  offline: true,
  protocol: '2025-11-25',
  modern: false,
  start_ms: 100,
  memory_mb: 30,
  noise: 0,
  unknown_tool: 'is_error',
  state: { places: ['none'], hot_reset: false },
  grade: 'A',
  reasons: [],
  tools,
  ...changes,
});

test.each([
  [
    'it works no longer',
    { verdict: 'timeout' },
    { tool: 'a', what: 'works', before: 'works', now: 'timeout' },
  ],
  ['it repeats no longer', { determinism: 'no' }, { tool: 'a', what: 'repeats', before: 'yes', now: 'no' }],
  ['it writes', { writes: true }, { tool: 'a', what: 'writes', before: 'false', now: 'true' }],
  [
    'it accepts anything',
    { invalid: 'accepted' },
    { tool: 'a', what: 'refuses', before: 'is_error', now: 'accepted' },
  ],
] as const)('%s', (_title, changes, change) => {
  expect(compareRecords(record([tool()]), record([tool(changes)]))).toEqual([change]);
});

test('speed, memory, the day and masked answers are no change; nor are tools that only one of them has', () => {
  const now = record([tool({ determinism: 'masked', ms: 900 }), tool({ name: 'b' })], {
    start_ms: 9_000,
    memory_mb: 400,
    at: '2027-01-01',
  });
  expect(compareRecords(record([tool()]), now)).toEqual([]);
});

test('of a tool that varies by chance it is not compared whether it repeats', () => {
  const now = record([tool({ determinism: 'no' })], { state: { places: ['memory'], hot_reset: false } });
  expect(compareRecords(record([tool()]), now, new Set(['a']))).toEqual([]);
  expect(compareRecords(record([tool()]), now).map((change) => change.what)).toEqual(['state', 'repeats']);
});

test('without equal isolation from the network only the server as a whole is compared', () => {
  const now = record([tool({ verdict: 'error' })], { offline: false, grade: 'C' });
  expect(compareRecords(record([tool()]), now)).toEqual([{ what: 'grade', before: 'A', now: 'C' }]);
});
