import { readFrameworkModel } from '@nex/framework';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { adoptTree } from './adopt-tree.ts';

/** Agents with those they call; the first is the entry. */
function treeOf(calls: Record<string, string[]>, entry = Object.keys(calls)[0] ?? '') {
  const agents = Object.entries(calls).map(([name, children]) => ({
    path: `agents/${name}.yaml`,
    content: stringify({
      type: 'agent',
      name,
      sub_agents: children.map((child) => ({ name: child, config_path: `./${child}.yaml` })),
    }),
  }));
  const listed = Object.keys(calls).map((name) => ({ name, file: `agents/${name}.yaml`, parent: null }));
  const contents = { type: 'framework', entry: `agents/${entry}.yaml`, agents: listed };
  const tree = adoptTree(
    readFrameworkModel([...agents, { path: 'framework.yaml', content: stringify(contents) }]),
  );
  return { ...tree, parents: Object.fromEntries(tree.parents) };
}

test('each agent stands below the one that calls it on the shortest way; other calls stay beside', () => {
  expect(treeOf({ top: ['a', 'b'], a: ['c'], b: ['c'], c: [] })).toEqual({
    parents: { top: null, a: 'top', b: 'top', c: 'a' },
    extra: [{ from: 'b', to: 'c' }],
    attached: [],
  });
});

test.each([
  ['of itself', { top: ['a'], a: ['a'] }],
  ['of its caller', { top: ['a'], a: ['top'] }],
  ['of two that stand side by side', { top: ['a', 'b'], a: ['b'], b: ['a'] }],
  ['far below', { top: ['a'], a: ['b'], b: ['c'], c: ['a'] }],
])('a call that closes a circle goes: %s', (_what, calls) => {
  const { parents, extra, attached } = treeOf(calls);
  expect(Object.keys(parents).sort()).toEqual(Object.keys(calls).sort());
  expect(attached).toEqual([]);
  const left = new Set([
    ...Object.entries(parents).flatMap(([to, from]) => (from === null ? [] : [`${from} ${to}`])),
    ...extra.map(({ from, to }) => `${from} ${to}`),
  ]);
  const written = Object.entries(calls).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
  expect(written.filter((edge) => !left.has(edge))).toHaveLength(1);
});

test('what nothing reaches goes below the entry, with all that it leads', () => {
  const { parents, attached } = treeOf({
    top: ['a'],
    a: [],
    lead: ['x', 'y'],
    x: [],
    y: [],
    p: ['q'],
    q: ['p'],
  });
  expect(attached).toEqual(['lead', 'p']);
  expect(parents).toMatchObject({ lead: 'top', x: 'lead', y: 'lead', p: 'top', q: 'p' });
});

test('many calls beside the tree take no time', () => {
  const names = Array.from({ length: 34 }, (_, index) => `a${index}`);
  const calls = Object.fromEntries(names.map((name, index) => [name, names.slice(index + 1)]));
  expect(treeOf(calls).extra).toHaveLength((34 * 33) / 2 - 33);
});
