import { expect, test } from 'vitest';
import { searchQueryOf } from './search-text.ts';

test.each([
  ['beans -may', 'beans -may'],
  ['五月', '"五 月"'],
  ['beans 五月', 'beans "五 月"'],
  ['"五月 beans"', '" 五 月  beans"'],
])('%s is searched as %s', (words, query) => {
  expect(searchQueryOf(words)).toBe(query);
});
