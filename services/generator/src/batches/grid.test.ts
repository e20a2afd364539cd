import { PATTERN_NAMES } from '@nex/core';
import { expect, test } from 'vitest';
import { batchGrid, type Placed, shapesOf } from './grid.ts';

const cell = (nodeBand: string, depth: number, pattern: string, ...domains: string[]): Placed => ({
  nodeBand,
  depth,
  pattern,
  domains,
  key: `${nodeBand}|d${depth}|${pattern}|${domains.join('+') || '-'}`,
});
const any = {
  minAgents: undefined,
  maxAgents: undefined,
  minDepth: undefined,
  maxDepth: undefined,
};
const hub = { ...any, pattern: 'hub_and_spoke' as const, minAgents: 3, maxAgents: 8 };

test('cells count what is there, the fullest first', () => {
  const { cells } = batchGrid(
    [
      cell('5-8', 2, 'hub_and_spoke', 'time'),
      cell('5-8', 1, 'hub_and_spoke', 'files', 'maths'),
      cell('5-8', 1, 'hub_and_spoke', 'files', 'maths'),
    ],
    [],
  );
  expect(cells.map(({ key, count }) => [key, count])).toEqual([
    ['5-8|d1|hub_and_spoke|files+maths', 2],
    ['5-8|d2|hub_and_spoke|time', 1],
  ]);
});

test('empty places are those of the asked-for space alone', () => {
  const grid = batchGrid(
    [cell('5-8', 1, 'hub_and_spoke', 'files', 'maths'), cell('1', 0, 'single_agent', 'time')],
    [
      { request: hub, domains: ['files', 'maths'] },
      { request: hub, domains: ['maths', 'time'] },
    ],
  );
  expect(grid).toMatchObject({
    space: 6,
    covered: 2,
    empty: [
      { nodeBand: '2-4', depth: 1, pattern: 'hub_and_spoke', domains: ['files', 'maths', 'time'] },
      { nodeBand: '5-8', depth: 1, pattern: 'hub_and_spoke', domains: ['time'] },
    ],
  });
});

test('a full grid has nothing empty', () => {
  const request = { ...any, pattern: 'single_agent' as const };
  const grid = batchGrid([cell('1', 0, 'single_agent', 'time')], [{ request, domains: ['time'] }]);
  expect(grid).toMatchObject({ space: 1, covered: 1, empty: [] });
});

test.each([
  ['one agent', { ...any, pattern: 'single_agent' as const }, ['1 0']],
  ['a hub of three to eight', hub, ['2-4 1', '5-8 1']],
  [
    'a hierarchy of exactly nine on up to two levels',
    { ...any, pattern: 'hierarchical_orchestrator' as const, minAgents: 9, maxAgents: 9, maxDepth: 2 },
    ['9-16 1', '9-16 2'],
  ],
])('shapes of %s', (_name, request, expected) => {
  expect(shapesOf(request).map(({ nodeBand, depth }) => `${nodeBand} ${depth}`)).toEqual(expected);
});

test('auto has the shapes of every pattern', () => {
  const patterns = new Set(shapesOf({ ...any, pattern: 'auto' }).map(({ pattern }) => pattern));
  expect(patterns).toEqual(new Set(PATTERN_NAMES));
});
