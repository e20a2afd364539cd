import { expect, test } from 'vitest';
import { diffLines } from './diff-lines.ts';

const shown = (before: string, after: string) =>
  diffLines(before, after)?.map(({ sign, text }) => sign + text);

test('lines that changed are told with two around them; the rest is left out', () => {
  expect(shown('a\nb\nc\nd\ne\nf\ng', 'a\nb\nc\nd\nE\nf\ng')).toEqual([
    '…',
    ' c',
    ' d',
    '-e',
    '+E',
    ' f',
    ' g',
  ]);
});

test('equal texts have no difference', () => {
  expect(shown('a\nb\nc\nd', 'a\nb\nc\nd')).toEqual(['…']);
});

test('what is too long is not compared', () => {
  expect(diffLines('a\n'.repeat(3_000), 'b')).toBeUndefined();
});
