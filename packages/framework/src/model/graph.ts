/** The graph of delegation: who calls whom. Edges to agents that do not exist are left out. */
import type { FrameworkModel } from './model.ts';

export interface AgentGraph {
  names: readonly string[];
  children(name: string): readonly string[];
  parents(name: string): readonly string[];
  /** From the entry, along edges and phases. Empty when there is no entry. */
  reached: ReadonlySet<string>;
  /** Edges from the entry, the shortest way; agents of phases without an edge stand at 1. */
  depths: ReadonlyMap<string, number>;
  /** Greatest number of edges on the shortest ways. */
  depth: number;
  /** Everyone above, by any way. */
  ancestors(name: string): ReadonlySet<string>;
  /** Each circle once, as the names on it. */
  cycles: readonly string[][];
}

export function agentGraph(model: FrameworkModel): AgentGraph {
  const names = [...new Set(model.agents.map((agent) => agent.name))];
  const known = new Set(names);
  const below = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
  const above = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
  for (const { from, to } of model.edges) {
    if (!known.has(from) || !known.has(to)) continue;
    below.get(from)?.add(to);
    above.get(to)?.add(from);
  }
  const children = (name: string) => [...(below.get(name) ?? [])];
  const parents = (name: string) => [...(above.get(name) ?? [])];
  const depths = walk(model, known, children);
  return {
    names,
    children,
    parents,
    reached: new Set(depths.keys()),
    depths,
    depth: Math.max(0, ...depths.values()),
    ancestors: (name) => reach(name, parents),
    cycles: findCycles(names, children),
  };
}

function walk(
  model: FrameworkModel,
  known: ReadonlySet<string>,
  children: (name: string) => readonly string[],
): Map<string, number> {
  const depths = new Map<string, number>();
  const entry = model.entry?.name;
  if (entry === undefined || !known.has(entry)) return depths;
  depths.set(entry, 0);
  const queue = [entry];
  const visit = () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      for (const child of children(name)) {
        if (depths.has(child)) continue;
        depths.set(child, (depths.get(name) ?? 0) + 1);
        queue.push(child);
      }
    }
  };
  visit();
  // A workflow of stages has no edges: whoever runs it calls the agents of its stages.
  for (const name of model.phases.flatMap((phase) => phase.agents)) {
    if (!known.has(name) || depths.has(name)) continue;
    depths.set(name, 1);
    queue.push(name);
    visit();
  }
  return depths;
}

function reach(start: string, next: (name: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...next(start)];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...next(name));
  }
  return seen;
}

/** One circle for every edge that closes one in a depth-first walk. */
function findCycles(
  names: readonly string[],
  children: (name: string) => readonly string[],
): readonly string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): void => {
    if (done.has(name)) return;
    const at = path.indexOf(name);
    if (at >= 0) {
      cycles.push(path.slice(at));
      return;
    }
    path.push(name);
    for (const child of children(name)) visit(child);
    path.pop();
    done.add(name);
  };
  for (const name of names) visit(name);
  return cycles;
}
