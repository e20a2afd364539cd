/**
 * The grid of a batch: where its accepted frameworks are, and which of the asked-for places are empty. A place is a
 * shape (band of nodes, depth, pattern) that a request allows, with one domain of the tools that it allows: a
 * framework with tools of three domains is at three places.
 */
import type { BatchGrid, BatchGridCell } from '@nex/core';
import { NODE_BANDS } from '@nex/framework';
import { designLimits } from '../patterns/design-limits.ts';
import { PATTERN_LIST, PATTERNS } from '../patterns/index.ts';
import type { MemberRequest } from './member-request.ts';

export interface AskedFor {
  request: Pick<MemberRequest, 'pattern' | 'minAgents' | 'maxAgents' | 'minDepth' | 'maxDepth'>;
  /** Domains of the tools that it is to have, or may have. */
  domains: readonly string[];
}

export type Placed = Omit<BatchGridCell, 'count'>;
type Shape = Pick<Placed, 'nodeBand' | 'depth' | 'pattern'>;

export function batchGrid(accepted: readonly Placed[], asked: readonly AskedFor[]): BatchGrid {
  const cells = new Map<string, BatchGridCell>();
  const taken = new Set<string>();
  for (const cell of accepted) {
    const known = cells.get(cell.key) ?? { ...cell, count: 0 };
    cells.set(cell.key, { ...known, count: known.count + 1 });
    for (const domain of cell.domains) taken.add(placeKey(cell, domain));
  }
  const wanted = new Map<string, { shape: Shape; domains: Set<string> }>();
  for (const { request, domains } of asked) {
    for (const shape of shapesOf(request)) {
      const entry = wanted.get(shapeKey(shape)) ?? { shape, domains: new Set() };
      for (const domain of domains) entry.domains.add(domain);
      wanted.set(shapeKey(shape), entry);
    }
  }
  const rows = [...wanted.values()].map(({ shape, domains }) => ({
    ...shape,
    all: domains.size,
    domains: [...domains].filter((domain) => !taken.has(placeKey(shape, domain))).sort(),
  }));
  const space = rows.reduce((sum, { all }) => sum + all, 0);
  const missing = rows.reduce((sum, { domains }) => sum + domains.length, 0);
  return {
    cells: [...cells.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
    space,
    covered: space - missing,
    empty: rows
      .filter(({ domains }) => domains.length > 0)
      .map(({ nodeBand, depth, pattern, domains }) => ({ nodeBand, depth, pattern, domains }))
      .sort(byShape),
  };
}

/** Every shape that a framework of the request can have. */
export function shapesOf(request: AskedFor['request']): Shape[] {
  const patterns = request.pattern === 'auto' ? PATTERN_LIST : [PATTERNS[request.pattern]];
  return patterns.flatMap((pattern) => {
    const limits = designLimits(request, pattern);
    if (!limits) return [];
    const shapes: Shape[] = [];
    for (let depth = limits.depth.least; depth <= limits.depth.most; depth += 1) {
      // Each level more than the pattern needs takes at least an agent more.
      const least = Math.max(limits.agents.least, pattern.agents.least + depth - pattern.depth.least);
      for (const nodeBand of NODE_BANDS) {
        const [low, high] = rangeOf(nodeBand);
        if (high >= least && low <= limits.agents.most)
          shapes.push({ nodeBand, depth, pattern: pattern.name });
      }
    }
    return shapes;
  });
}

/** `5-8` as [5, 8]; `35+` as [35, ∞]. */
function rangeOf(band: (typeof NODE_BANDS)[number]): [number, number] {
  const [low = 0, high] = band.replace('+', '').split('-').map(Number);
  return [low, high ?? (band.endsWith('+') ? Number.POSITIVE_INFINITY : low)];
}

const shapeKey = ({ nodeBand, depth, pattern }: Shape) => `${nodeBand}|d${depth}|${pattern}`;
const placeKey = (shape: Shape, domain: string) => `${shapeKey(shape)}|${domain}`;

function byShape(a: Shape, b: Shape): number {
  const band = (shape: Shape) => (NODE_BANDS as readonly string[]).indexOf(shape.nodeBand);
  return a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : band(a) - band(b) || a.depth - b.depth;
}
