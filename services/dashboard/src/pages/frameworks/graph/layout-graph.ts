/** The graph of a framework: agents, the servers that their tools are of, and who calls whom; each with its place. */
import { graphlib, layout } from '@dagrejs/dagre';
import type { Framework } from '@nex/core';
import type { Edge, Node } from '@xyflow/react';

export interface AgentNodeData extends Record<string, unknown> {
  name: string;
  role: string | undefined;
  isEntry: boolean;
  tools: number;
  errors: number;
  warnings: number;
}

export interface ServerNodeData extends Record<string, unknown> {
  name: string;
  kind: 'server' | 'own';
  tools: string[];
}

export type AgentNode = Node<AgentNodeData, 'agent'>;
export type ServerNode = Node<ServerNodeData, 'server'>;
export type GraphNode = AgentNode | ServerNode;

const WIDTH_PX = 210;
const AGENT_PX = 66;
const TOOL_PX = 17;
/** More tools than that are counted instead of named. */
export const SHOWN_TOOLS = 8;
/** Tools of no server: built in, or written for the framework. */
const OWN = 'own';

export interface FindingCounts {
  errors: number;
  warnings: number;
}

export function layoutGraph(
  agents: NonNullable<Framework['agents']>,
  counts: ReadonlyMap<string, FindingCounts>,
): { nodes: GraphNode[]; edges: Edge[] } {
  const servers = new Map<string, Set<string>>();
  const edges: Edge[] = [];
  const names = new Set(agents.map(({ name }) => name));
  for (const { name, tools, subAgents } of agents) {
    for (const called of subAgents) {
      if (names.has(called)) edges.push({ id: `${name}>${called}`, source: name, target: called });
    }
    for (const [server, used] of byServer(tools)) {
      const known = servers.get(server) ?? new Set();
      for (const tool of used) known.add(tool);
      servers.set(server, known);
      edges.push({ id: `${name}>${server}`, source: name, target: `server:${server}`, className: 'tools' });
    }
  }
  const nodes: GraphNode[] = [
    ...[...new Map(agents.map((agent) => [agent.name, agent])).values()].map((agent): AgentNode => {
      const { errors, warnings } = counts.get(agent.name) ?? { errors: 0, warnings: 0 };
      const data = {
        name: agent.name,
        role: agent.role,
        isEntry: agent.parent === null,
        tools: agent.tools.length,
        errors,
        warnings,
      };
      return {
        id: agent.name,
        type: 'agent',
        data,
        position: { x: 0, y: 0 },
        width: WIDTH_PX,
        height: AGENT_PX,
      };
    }),
    ...[...servers].map(([name, tools]): ServerNode => {
      const lines = Math.min(tools.size, SHOWN_TOOLS + 1);
      return {
        id: `server:${name}`,
        type: 'server',
        data: { name, kind: name === OWN ? 'own' : 'server', tools: [...tools].sort() },
        position: { x: 0, y: 0 },
        width: WIDTH_PX,
        height: 32 + lines * TOOL_PX + 8,
      };
    }),
  ];
  return { nodes: placed(nodes, edges), edges };
}

function byServer(tools: readonly string[]): Map<string, string[]> {
  const servers = new Map<string, string[]>();
  for (const name of tools) {
    const cut = name.indexOf('__');
    const server = cut === -1 ? OWN : name.slice(0, cut);
    const tool = cut === -1 ? name : name.slice(cut + 2);
    servers.set(server, [...(servers.get(server) ?? []), tool]);
  }
  return servers;
}

function placed(nodes: GraphNode[], edges: readonly Edge[]): GraphNode[] {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 90 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width = 0, height = 0 } of nodes) graph.setNode(id, { width, height });
  for (const { source, target } of edges) graph.setEdge(source, target);
  layout(graph);
  return nodes.map((node) => {
    const { x, y } = graph.node(node.id);
    return { ...node, position: { x: x - (node.width ?? 0) / 2, y: y - (node.height ?? 0) / 2 } };
  });
}
