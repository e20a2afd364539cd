import { expect, test } from 'vitest';
import { layoutGraph } from './layout-graph.ts';

const AGENTS = [
  { name: 'lead', parent: null, tools: [], subAgents: ['clerk', 'cook'] },
  { name: 'clerk', parent: 'lead', tools: ['files__read', 'files__write'], subAgents: [] },
  { name: 'cook', parent: 'lead', tools: ['files__read', 'scale_recipe'], subAgents: [] },
];

test('agents, servers with all of their tools in use, and an edge for each call', () => {
  const { nodes, edges } = layoutGraph(AGENTS, new Map([['cook', { errors: 1, warnings: 2 }]]));
  expect(nodes.map(({ id }) => id)).toEqual(['lead', 'clerk', 'cook', 'server:files', 'server:own']);
  expect(nodes.find(({ id }) => id === 'server:files')?.data['tools']).toEqual(['read', 'write']);
  expect(nodes.find(({ id }) => id === 'cook')?.data).toMatchObject({
    errors: 1,
    warnings: 2,
    isEntry: false,
  });
  expect(edges.map(({ id }) => id)).toEqual([
    'lead>clerk',
    'lead>cook',
    'clerk>files',
    'cook>files',
    'cook>own',
  ]);
});

test('who is called stands to the right of who calls, and nothing lies on anything', () => {
  const { nodes } = layoutGraph(AGENTS, new Map());
  const left = Object.fromEntries(nodes.map(({ id, position }) => [id, position.x]));
  expect(left['lead']).toBeLessThan(left['clerk'] ?? 0);
  expect(left['clerk']).toBeLessThan(left['server:files'] ?? 0);
  for (const a of nodes) {
    for (const b of nodes) {
      if (a === b) continue;
      const apartX = Math.abs(a.position.x - b.position.x) >= Math.min(a.width ?? 0, b.width ?? 0);
      const [upper, lower] = a.position.y < b.position.y ? [a, b] : [b, a];
      expect(apartX || lower.position.y >= upper.position.y + (upper.height ?? 0)).toBe(true);
    }
  }
});
