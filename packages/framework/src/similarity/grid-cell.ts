/** The cell of a framework in the grid that shows how a batch is spread: nodes × depth × pattern × tool domains. */
import { type AgentGraph, agentGraph } from '../model/graph.ts';
import type { FrameworkModel } from '../model/model.ts';

export const NODE_BANDS = ['1', '2-4', '5-8', '9-16', '17-34', '35+'] as const;

export interface GridCell {
  nodes: number;
  nodeBand: (typeof NODE_BANDS)[number];
  /** Edges from the entry to the deepest agent. */
  depth: number;
  pattern: string;
  /** Sorted; the domains of the servers and `own` for tools of the framework; empty without tools. */
  domains: string[];
  /** All of it as one text: `5-8|d2|hub_and_spoke|files+maths`. */
  key: string;
}

/** `domainOf` gives the domain of a server; default: its name. A pattern that the files do not name is read off the graph. */
export function gridCell(
  model: FrameworkModel,
  domainOf: (server: string) => string = (name) => name,
): GridCell {
  const graph = agentGraph(model);
  const nodes = graph.names.length;
  const servers = model.agents.flatMap((agent) => agent.servers.map((server) => domainOf(server.name)));
  const own = model.agents.some((agent) => agent.tools.length > 0) ? ['own'] : [];
  const domains = [...new Set([...servers, ...own])].sort();
  const pattern = model.pattern?.name ?? shapeOf(model, graph);
  const nodeBand = bandOf(nodes);
  return {
    nodes,
    nodeBand,
    depth: graph.depth,
    pattern,
    domains,
    key: `${nodeBand}|d${graph.depth}|${pattern}|${domains.join('+') || '-'}`,
  };
}

function bandOf(nodes: number): GridCell['nodeBand'] {
  if (nodes <= 1) return '1';
  if (nodes <= 4) return '2-4';
  if (nodes <= 8) return '5-8';
  if (nodes <= 16) return '9-16';
  return nodes <= 34 ? '17-34' : '35+';
}

function shapeOf(model: FrameworkModel, graph: AgentGraph): string {
  if (graph.names.length <= 1) return 'single_agent';
  if (model.phases.length > 0) return 'phased_pipeline';
  return graph.depth <= 1 ? 'hub_and_spoke' : 'hierarchical_orchestrator';
}
