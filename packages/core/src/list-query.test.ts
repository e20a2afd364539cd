import { expect, test } from 'vitest';
import { pageOfAll } from './list-query.ts';

const all = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
const page = (limit: number, cursor?: string) => pageOfAll(all, { limit, cursor }, ({ name }) => name);

test('pages of a list that is read whole follow one another to its end', () => {
  expect(page(2)).toEqual({ items: all.slice(0, 2), nextCursor: 'b' });
  expect(page(2, 'b')).toEqual({ items: all.slice(2), nextCursor: null });
  expect(page(9)).toEqual({ items: all, nextCursor: null });
  expect(page(2, 'd')).toEqual({ items: [], nextCursor: null });
  expect(pageOfAll([], { limit: 5 }, String)).toEqual({ items: [], nextCursor: null });
});

test('a cursor of another list is refused', () => {
  expect(() => page(2, 'x')).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
