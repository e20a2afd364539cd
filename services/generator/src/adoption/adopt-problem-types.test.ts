import type { ProblemType } from '@nex/core';
import { expect, test } from 'vitest';
import { adoptProblemTypes } from './adopt-problem-types.ts';

const leaf = (id: string, en = 'Count trays', zh = '数托盘'): ProblemType => ({ id, en, zh });
const treeOf = (...leaves: ProblemType[]): ProblemType => ({
  id: 'bakery',
  en: 'Bakery',
  zh: '面包店',
  children: [{ id: 'oven', en: 'Oven', zh: '烤箱', children: leaves }],
});
const errorsOf = (...rules: string[]) => rules.map((rule) => ({ rule }));

test('a tree without errors is the same', () => {
  const tree = treeOf(leaf('trays'));
  expect(adoptProblemTypes(tree, [])).toEqual({ tree, mended: [] });
});

test.each([
  ['an id twice', 'duplicate-id', [leaf('trays'), leaf('trays')], [leaf('trays'), leaf('oven_trays')]],
  [
    'an id three times',
    'duplicate-id',
    [leaf('oven'), leaf('oven')],
    [leaf('oven_oven'), leaf('oven_oven_2')],
  ],
  ['no Chinese label', 'problem-tree', [leaf('trays', 'Trays', ' ')], [leaf('trays', 'Trays', 'Trays')]],
  ['no English label', 'schema', [leaf('trays', '', '托盘')], [leaf('trays', '托盘', '托盘')]],
  [
    'no label at all',
    'schema',
    [leaf('full_trays', '', '')],
    [leaf('full_trays', 'full trays', 'full trays')],
  ],
  ['no id', 'schema', [leaf('', 'Trays', '托盘')], [leaf('Trays', 'Trays', '托盘')]],
])('%s is mended, all else stays', (_what, rule, before, after) => {
  const adopted = adoptProblemTypes(treeOf(leaf('flour'), ...before), errorsOf(rule));
  expect(adopted?.tree).toEqual(treeOf(leaf('flour'), ...after));
  expect(adopted?.mended.length).toBeGreaterThan(0);
});

test.each([
  [
    'paths that are too short',
    'problem-tree',
    { ...leaf('bakery'), children: [leaf('trays'), leaf('trays')] },
  ],
  ['a node of which nothing is said', 'schema', treeOf(leaf('', '', ''))],
  ['labels of the other language', 'mixed-language', treeOf(leaf('trays', '数托盘', 'Count trays'))],
])('%s are left to another tree', (_what, rule, tree) => {
  expect(adoptProblemTypes(tree, errorsOf(rule))).toBeUndefined();
});
