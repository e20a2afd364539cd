import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GOOD_BUNDLES } from '../fixtures/good-bundles.fixture.ts';
import { readFramework } from '../read/read-framework.ts';
import { assign } from './assign.ts';
import { graphEditDistance, graphSize } from './graph-edit-distance.ts';
import { gridCell } from './grid-cell.ts';
import type { LabelledGraph } from './labelled-graph.ts';
import { fingerprint, nearestClone, similarity } from './similarity.ts';

const shop = GOOD_BUNDLES['hierarchical_orchestrator'] ?? [];
const renamed = shop.map(({ path, content }) => ({
  path: path.replaceAll('sum-clerk', 'adding-clerk'),
  content: content.replaceAll('sum-clerk', 'adding-clerk'),
}));
const models = Object.values(GOOD_BUNDLES).map(readFramework);

const graph = (maxNodes: number) =>
  fc
    .record({
      tools: fc.array(fc.subarray(['a', 'b', 'c']), { minLength: 1, maxLength: maxNodes }),
      pairs: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: maxNodes * 2 }),
    })
    .map(({ tools, pairs }): LabelledGraph => {
      const edges = tools.map(() => new Set<number>());
      for (const [x, y] of pairs) edges[x % tools.length]?.add(y % tools.length);
      for (const [index, targets] of edges.entries()) targets.delete(index);
      return {
        nodes: tools.map((names, index) => ({
          isEntry: index === 0,
          leads: (edges[index]?.size ?? 0) > 0,
          tools: new Set(names),
        })),
        edges,
      };
    });

test('the assignment is the cheapest of all', () => {
  const permutations = (items: number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item) => permutations(items.filter((i) => i !== item)).map((rest) => [item, ...rest]));
  const matrix = fc.integer({ min: 1, max: 5 }).chain((n) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    }),
  );
  fc.assert(
    fc.property(matrix, (costs) => {
      const all = permutations([...costs.keys()]).map((columns) =>
        columns.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? 0), 0),
      );
      expect(assign(costs).cost).toBe(Math.min(...all));
    }),
  );
});

test('the edit distance is a metric bound: zero to itself, symmetric, and never below the exact one', () => {
  fc.assert(
    fc.property(graph(5), graph(5), (a, b) => {
      const exact = graphEditDistance(a, b);
      expect(exact.exact).toBe(true);
      expect(graphEditDistance(a, a)).toEqual({ distance: 0, exact: true });
      expect(graphEditDistance(b, a).distance).toBeCloseTo(exact.distance, 6);
      expect(exact.distance).toBeLessThanOrEqual(graphSize(a) + graphSize(b));
      const bound = graphEditDistance(a, b, { exactNodes: 0 });
      expect(bound.distance).toBeGreaterThanOrEqual(exact.distance - 1e-9);
      expect(bound.distance).toBeLessThanOrEqual(exact.distance * 2 + 1);
    }),
    { numRuns: 60 },
  );
});

test('known distances', () => {
  const node = (leads: boolean, ...tools: string[]) => ({ isEntry: leads, leads, tools: new Set(tools) });
  const star: LabelledGraph = {
    nodes: [node(true), node(false, 'a'), node(false, 'b')],
    edges: [new Set([1, 2]), new Set(), new Set()],
  };
  const smaller: LabelledGraph = { nodes: [node(true), node(false, 'a')], edges: [new Set([1]), new Set()] };
  const other: LabelledGraph = { ...star, nodes: [node(true), node(false, 'a'), node(false, 'c')] };
  expect(graphEditDistance(star, smaller).distance).toBe(2);
  expect(graphEditDistance(star, other).distance).toBe(0.5);
});

test('an agent renamed is a clone, another pattern is not', () => {
  const one = readFramework(shop);
  const same = similarity(one, readFramework(renamed));
  expect(same).toMatchObject({ similarity: 1, exact: true, editDistance: 0 });
  for (const [index, a] of models.entries()) {
    for (const b of models.slice(index + 1)) expect(similarity(a, b).similarity).toBeLessThan(0.7);
  }
  const others = models.map((model) => [model.name, fingerprint(model)] as const);
  expect(nearestClone(fingerprint(readFramework(renamed)), others)?.key).toBe('shop');
  expect(nearestClone(fingerprint(models[0] ?? one), others.slice(1))).toBeUndefined();
});

test('34 agents are compared at once, and a small change stays small', () => {
  const large = (change: (index: number) => string): LabelledGraph => ({
    nodes: Array.from({ length: 34 }, (_, index) => ({
      isEntry: index === 0,
      leads: index < 6,
      tools: new Set(index < 6 ? [] : [change(index), `shared${index % 3}`]),
    })),
    edges: Array.from({ length: 34 }, (_, index) =>
      index === 0
        ? new Set([1, 2, 3, 4, 5])
        : new Set(
            index < 6
              ? Array.from({ length: 28 }, (__, at) => at + 6).filter((at) => at % 5 === index - 1)
              : [],
          ),
    ),
  });
  const started = performance.now();
  const found = graphEditDistance(
    large((index) => `t${index}`),
    large((index) => (index === 20 ? 'new' : `t${index}`)),
  );
  expect(found.distance).toBeLessThanOrEqual(0.5);
  expect(performance.now() - started).toBeLessThan(3000);
});

test('the cell of the grid', () => {
  expect(gridCell(readFramework(shop)).key).toBe('2-4|d1|hierarchical_orchestrator|calc+filesystem+own');
  const maths = gridCell(models[0] ?? readFramework(shop), () => 'maths');
  expect(maths).toMatchObject({ nodes: 1, depth: 0, pattern: 'single_agent', domains: ['maths'] });
});
