import { expect, test } from 'vitest';
import { createBreadth } from './breadth.ts';

const refusal = expect.objectContaining({ code: 'budget_exhausted' });

test('each run has its own children, and all count for the tree', () => {
  const breadth = createBreadth({ maxChildren: 2, maxRuns: 4 }, new Map());
  breadth.take('a');
  breadth.take('a');
  expect(() => breadth.take('a')).toThrow(refusal);
  breadth.take('b');
  expect(() => breadth.take('b')).toThrow(
    expect.objectContaining({ message: expect.stringContaining('4 runs') }),
  );
});

test('what was started before counts', () => {
  const breadth = createBreadth({ maxChildren: 3 }, new Map([['a', 2]]));
  breadth.take('a');
  expect(() => breadth.take('a')).toThrow(
    expect.objectContaining({ message: expect.stringContaining('3 runs') }),
  );
});

test('without limits there is no end', () => {
  const breadth = createBreadth({}, new Map());
  for (let i = 0; i < 1000; i += 1) breadth.take('a');
  expect(() => breadth.take('a')).not.toThrow();
});
