/**
 * Graph edit distance between two labelled directed graphs: the least cost of making one of the other by removing and
 * adding nodes (1 each), removing and adding edges (1 each) and taking nodes for one another (`substitutionCost`).
 * Small graphs exactly, by depth-first branch and bound; larger ones from above, by the cheapest assignment of nodes
 * with their edges (Riesen and Bunke 2009), improved by exchanging pairs.
 */
import { assign } from './assign.ts';
import { type LabelledGraph, substitutionCost } from './labelled-graph.ts';

export interface EditDistance {
  distance: number;
  /** False: the true distance may be smaller. */
  exact: boolean;
}

export interface EditDistanceOptions {
  /** Graphs of at most so many nodes are compared exactly. Default 9. */
  exactNodes?: number;
  /** Partial mappings that are looked at before the best one so far is taken. Default 200 000. */
  maxSteps?: number;
}

/** For each node of `a` the node of `b` that it becomes, or -1 when it is removed. */
type Mapping = number[];

export function graphEditDistance(
  a: LabelledGraph,
  b: LabelledGraph,
  { exactNodes = 9, maxSteps = 200_000 }: EditDistanceOptions = {},
): EditDistance {
  const costs = a.nodes.map((node) => b.nodes.map((other) => substitutionCost(node, other)));
  const start = improve(assignment(a, b, costs), a, b, costs);
  const distance = mappingCost(start, a, b, costs);
  if (distance === 0) return { distance, exact: true };
  if (Math.max(a.nodes.length, b.nodes.length) > exactNodes) return { distance, exact: false };
  return search(a, b, costs, distance, maxSteps);
}

/** Distance from the empty graph to both: what a distance can be at most. */
export function graphSize(graph: LabelledGraph): number {
  return graph.nodes.length + edgeCount(graph);
}

function edgeCount(graph: LabelledGraph): number {
  return graph.edges.reduce((sum, targets) => sum + targets.size, 0);
}

function assignment(a: LabelledGraph, b: LabelledGraph, costs: readonly (readonly number[])[]): Mapping {
  const n = a.nodes.length;
  const m = b.nodes.length;
  const degree = (graph: LabelledGraph, node: number) => [
    graph.edges[node]?.size ?? 0,
    graph.edges.filter((targets) => targets.has(node)).length,
  ];
  const degreesA = a.nodes.map((_, index) => degree(a, index));
  const degreesB = b.nodes.map((_, index) => degree(b, index));
  const total = (degrees: readonly number[] | undefined) => (degrees?.[0] ?? 0) + (degrees?.[1] ?? 0);
  const forbidden = 1e6;
  // Edges are counted at both ends, hence half.
  const matrix = Array.from({ length: n + m }, (_, row) =>
    Array.from({ length: n + m }, (__, column) => {
      if (row < n && column < m) {
        const [outA = 0, inA = 0] = degreesA[row] ?? [];
        const [outB = 0, inB = 0] = degreesB[column] ?? [];
        return (costs[row]?.[column] ?? 0) + (Math.abs(outA - outB) + Math.abs(inA - inB)) / 2;
      }
      if (row < n) return column - m === row ? 1 + total(degreesA[row]) / 2 : forbidden;
      if (column < m) return row - n === column ? 1 + total(degreesB[column]) / 2 : forbidden;
      return 0;
    }),
  );
  return assign(matrix)
    .columns.slice(0, n)
    .map((column) => (column < m ? column : -1));
}

function mappingCost(
  mapping: Mapping,
  a: LabelledGraph,
  b: LabelledGraph,
  costs: readonly (readonly number[])[],
): number {
  let cost = 0;
  let kept = 0;
  let keptEdges = 0;
  for (const [i, to] of mapping.entries()) {
    if (to < 0) {
      cost += 1;
      continue;
    }
    kept += 1;
    cost += costs[i]?.[to] ?? 0;
    for (const j of a.edges[i] ?? []) {
      const target = mapping[j] ?? -1;
      if (target >= 0 && b.edges[to]?.has(target)) keptEdges += 1;
    }
  }
  return cost + (b.nodes.length - kept) + edgeCount(a) + edgeCount(b) - 2 * keptEdges;
}

/** Exchanges what two nodes become while that makes it cheaper; every exchange is worth at least 1e-9. */
function improve(
  first: Mapping,
  a: LabelledGraph,
  b: LabelledGraph,
  costs: readonly (readonly number[])[],
): Mapping {
  const mapping = [...first];
  let best = mappingCost(mapping, a, b, costs);
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (let i = 0; i < mapping.length; i += 1) {
      for (let j = i + 1; j < mapping.length; j += 1) {
        const [x = -1, y = -1] = [mapping[i], mapping[j]];
        mapping[i] = y;
        mapping[j] = x;
        const cost = mappingCost(mapping, a, b, costs);
        if (cost < best - 1e-9) {
          best = cost;
          isBetter = true;
        } else {
          mapping[i] = x;
          mapping[j] = y;
        }
      }
    }
  }
  return mapping;
}

/** Depth-first over the nodes of `a` in their order. What is decided costs what it costs; the rest at least the surplus. */
function search(
  a: LabelledGraph,
  b: LabelledGraph,
  costs: readonly (readonly number[])[],
  upper: number,
  maxSteps: number,
): EditDistance {
  const n = a.nodes.length;
  const m = b.nodes.length;
  const mapping: Mapping = [];
  const used = Array.from({ length: m }, () => false);
  let best = upper;
  let steps = 0;
  /** Edges between node i and the nodes before it, given what they become. */
  const edgeCost = (i: number, to: number): number => {
    let cost = 0;
    for (let j = 0; j < i; j += 1) {
      const other = mapping[j] ?? -1;
      for (const forward of [true, false]) {
        const inA = forward ? a.edges[i]?.has(j) : a.edges[j]?.has(i);
        const inB = to >= 0 && other >= 0 && (forward ? b.edges[to]?.has(other) : b.edges[other]?.has(to));
        if (Boolean(inA) !== Boolean(inB)) cost += 1;
      }
    }
    return cost;
  };
  const visit = (i: number, cost: number, usedCount: number): void => {
    steps += 1;
    if (steps > maxSteps) return;
    if (cost + Math.abs(n - i - (m - usedCount)) >= best - 1e-9) return;
    if (i === n) {
      const added = b.edges.reduce(
        (sum, targets, from) => sum + [...targets].filter((to) => !used[from] || !used[to]).length,
        0,
      );
      best = Math.min(best, cost + (m - usedCount) + added);
      return;
    }
    const order = [...b.nodes.keys()]
      .filter((to) => !used[to])
      .sort((x, y) => (costs[i]?.[x] ?? 0) - (costs[i]?.[y] ?? 0));
    for (const to of order) {
      used[to] = true;
      const more = (costs[i]?.[to] ?? 0) + edgeCost(i, to);
      mapping[i] = to;
      visit(i + 1, cost + more, usedCount + 1);
      used[to] = false;
    }
    mapping[i] = -1;
    visit(i + 1, cost + 1 + edgeCost(i, -1), usedCount);
    mapping.length = i;
  };
  visit(0, 0, 0);
  return { distance: best, exact: steps <= maxSteps };
}
