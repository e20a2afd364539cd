import { expect, test } from 'vitest';
import { treeOf } from './tree-of.ts';

const row = (id: string, parentId: string | null, drawn = 0) => ({
  id,
  parentId,
  label: id.toUpperCase(),
  version: id === 'c' ? 3 : 0,
  drawn,
  accepted: drawn,
  kept: 0,
});

test('counts go up to the root, whatever the depth of a leaf', () => {
  const tree = treeOf([row('root', null), row('a', 'root'), row('b', 'a', 2), row('c', 'root', 5)]);
  expect(tree).toMatchObject({
    label: 'ROOT',
    drawn: 7,
    children: [
      { id: 'a', drawn: 2, grown: false, children: [{ id: 'b', drawn: 2 }] },
      { id: 'c', drawn: 5, grown: true, children: [] },
    ],
  });
});

test('no rows are no tree', () => {
  expect(treeOf([])).toBeUndefined();
});
