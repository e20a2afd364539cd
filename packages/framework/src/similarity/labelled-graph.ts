/** A framework as a directed graph whose nodes are labelled by what makes agents differ: what they can do. */
import { toolNames } from '../diff/diff-frameworks.ts';
import { agentGraph } from '../model/graph.ts';
import type { FrameworkModel } from '../model/model.ts';

export interface LabelledNode {
  isEntry: boolean;
  /** An agent with sub-agents leads, one without works. */
  leads: boolean;
  /** Tools by name, whoever serves them. */
  tools: ReadonlySet<string>;
}

export interface LabelledGraph {
  nodes: readonly LabelledNode[];
  /** `edges[i]` has `j` when node i calls node j. */
  edges: readonly ReadonlySet<number>[];
}

export function labelledGraph(model: FrameworkModel): LabelledGraph {
  const graph = agentGraph(model);
  const place = new Map(graph.names.map((name, index) => [name, index]));
  const byName = new Map(model.agents.map((agent) => [agent.name, agent]));
  return {
    nodes: graph.names.map((name) => {
      const agent = byName.get(name);
      return {
        isEntry: name === model.entry?.name,
        leads: graph.children(name).length > 0,
        tools: new Set(agent === undefined ? [] : toolNames(agent)),
      };
    }),
    edges: graph.names.map(
      (name) => new Set(graph.children(name).flatMap((child) => place.get(child) ?? [])),
    ),
  };
}

/**
 * Cost of taking one node for the other, 0 to 1: half for what it is (entry, leading, working), half for its tools
 * (1 - Jaccard). Names and wording do not count.
 */
export function substitutionCost(a: LabelledNode, b: LabelledNode): number {
  const role = a.isEntry === b.isEntry && a.leads === b.leads ? 0 : 0.5;
  return role + 0.5 * (1 - jaccard(a.tools, b.tools));
}

/** Shared items over all items; 1 for two empty sets. */
export function jaccard<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  if (a.size + b.size === 0) return 1;
  const shared = a.intersection(b).size;
  return shared / (a.size + b.size - shared);
}
