import { expect, test } from 'vitest';
import { GRADE_REASONS, GRADES, gradeOf, isAtLeast, licenceReason } from './grade.ts';

test('without a reason the grade is A; else the worst that a reason allows', () => {
  expect(gradeOf([])).toBe('A');
  expect(gradeOf(['heavy', 'irregular_errors'])).toBe('B');
  expect(gradeOf(['heavy', 'needs_key', 'licence_unclear'])).toBe('D');
  expect(gradeOf(['no_working_tool', 'heavy'])).toBe('F');
});

test('no reason allows an A, and each grade below has one', () => {
  const grades = new Set(Object.values(GRADE_REASONS).map((reason) => reason.grade));
  expect([...grades].toSorted()).toEqual(GRADES.filter((grade) => grade !== 'A'));
});

test('grades are ordered', () => {
  expect(isAtLeast('A', 'B')).toBe(true);
  expect(isAtLeast('B', 'B')).toBe(true);
  expect(isAtLeast('D', 'C')).toBe(false);
});

test.each([
  ['MIT', undefined],
  ['Apache-2.0', undefined],
  ['(MIT OR Apache-2.0)', undefined],
  ['MIT (by its LICENSE file; field missing)', undefined],
  ['SEE LICENSE IN LICENSE', 'licence_unclear'],
  ['unknown (no package)', 'licence_unclear'],
  ['AGPL-3.0', 'licence_restrictive'],
  ['BUSL-1.1', 'licence_restrictive'],
] as const)('%s: %s', (licence, reason) => {
  expect(licenceReason(licence)).toBe(reason);
});
