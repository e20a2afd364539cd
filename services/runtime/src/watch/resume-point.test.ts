import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatResumePoint,
  MAX_OPEN,
  MAX_RESUME_LENGTH,
  parseResumePoint,
  type SentKey,
} from './resume-point.ts';

test.each([
  ['nothing', '', 0],
  ['a sequence', '57', 57],
  ['nonsense', 'x:y', 0],
  ['a negative number', '-4', 0],
  ['too much', `5:${'a'.repeat(MAX_RESUME_LENGTH)}`, 5],
  ['an answer that cannot be read', '5:run_1/msg_1/%', 5],
])('%s names no answer under way', (_name, text, sequence) => {
  expect(parseResumePoint(text)).toEqual({ sequence, open: new Map() });
});

test('an answer under way is named with what was sent of it', () => {
  const sent = new Map<SentKey, number>([
    ['r1', 120],
    ['e1', 0],
    ['t', 0],
    ['c0', 45],
    ['c12', 0],
  ]);
  const point = { sequence: 57, open: new Map([['msg_b', { runId: 'run_a', sent }]]) };
  expect(formatResumePoint(point)).toBe('57:run_a/msg_b/r1.120,e1.0,t.0,c0.45,c12.0');
  expect(parseResumePoint(formatResumePoint(point))).toEqual(point);
});

const id = fc.stringMatching(/^[a-z_0-9]{1,36}$/);
const key = fc.oneof(
  fc.constantFrom<SentKey>('t', 'r1', 'e1', 'r2'),
  fc.integer({ min: 0, max: 20 }).map((index): SentKey => `c${index}`),
);
const sent = fc
  .uniqueArray(fc.tuple(key, fc.nat(1_000_000)), { selector: ([name]) => name, maxLength: 8, minLength: 1 })
  .map((parts) => new Map(parts));
const open = fc
  .uniqueArray(fc.tuple(id, fc.record({ runId: id, sent })), {
    selector: ([name]) => name,
    maxLength: MAX_OPEN,
  })
  .map((entries) => new Map(entries));

test('any point that fits comes back as it was', () => {
  fc.assert(
    fc.property(fc.record({ sequence: fc.nat(), open }), (point) => {
      const text = formatResumePoint(point);
      fc.pre(text.length <= MAX_RESUME_LENGTH);
      expect(parseResumePoint(text)).toEqual(point);
    }),
  );
});
