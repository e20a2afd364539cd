/**
 * The agents of a framework that somebody wrote as a tree: each below the agent that calls it first on the shortest way
 * from the entry. Other calls stay beside the tree as long as they close no circle; what nothing reaches goes below the
 * entry. Pure.
 */
import { agentGraph, type FrameworkModel } from '@nex/framework';

export interface AdoptedTree {
  /** Every agent once, the entry first, callers before those they call. */
  parents: ReadonlyMap<string, string | null>;
  /** Calls beside the tree. */
  extra: { from: string; to: string }[];
  /** Agents that nothing reached. */
  attached: string[];
}

/** `model` has at least one agent. */
export function adoptTree(model: FrameworkModel): AdoptedTree {
  const graph = agentGraph(model);
  const entry = entryOf(model, graph.parents);
  const parents = new Map<string, string | null>([[entry, null]]);
  const attached: string[] = [];
  const follow = (start: string) => {
    const queue = [start];
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      for (const child of graph.children(name)) {
        if (parents.has(child)) continue;
        parents.set(child, name);
        queue.push(child);
      }
    }
  };
  const attach = (name: string) => {
    if (parents.has(name)) return;
    parents.set(name, entry);
    attached.push(name);
    follow(name);
  };
  follow(entry);
  // Whoever runs stages calls their agents.
  for (const name of model.phases.flatMap((phase) => phase.agents))
    if (graph.names.includes(name)) attach(name);
  // Those that no other stranger calls come first, so that what they lead stays below them.
  for (const name of graph.names) if (graph.parents(name).length === 0) attach(name);
  for (const name of graph.names) attach(name);
  return { parents, extra: extraEdges(model, parents), attached };
}

function entryOf(model: FrameworkModel, callersOf: (name: string) => readonly string[]): string {
  const names = model.agents.map((agent) => agent.name);
  const named = model.entry?.name;
  if (named !== undefined && names.includes(named)) return named;
  return names.find((name) => callersOf(name).length === 0) ?? names[0] ?? '';
}

function extraEdges(model: FrameworkModel, parents: ReadonlyMap<string, string | null>) {
  const edges = new Map<string, Set<string>>();
  const add = (from: string, to: string) => edges.set(from, (edges.get(from) ?? new Set()).add(to));
  for (const [name, parent] of parents) if (parent !== null) add(parent, name);
  const leads = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(edges.get(from) ?? [])].some((next) => leads(next, to, seen));
  };
  return model.edges
    .map(({ from, to }) => ({ from, to }))
    .filter(({ from, to }) => {
      if (!parents.has(from) || !parents.has(to) || edges.get(from)?.has(to) || leads(to, from)) return false;
      add(from, to);
      return true;
    });
}
