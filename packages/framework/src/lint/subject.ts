/** Prepares what all rules share: the graph, the names, the bindings. */
import { bundleSource, checkBinding, type LoadOptions } from '@nex/agent-config';
import { agentGraph } from '../model/graph.ts';
import type { AgentModel, FrameworkModel } from '../model/model.ts';
import type { Capabilities, CatalogueViewServer, LintOptions, Subject } from './lint-rule.ts';

/** The tool that sub-agents are called by. */
export const AGENT_TOOL = 'Agent';
const PYTHON = /^(?:src\.)?[A-Za-z_][\w.]*:[A-Za-z_]\w*$/;

export async function makeSubject(
  model: FrameworkModel,
  options: LintOptions,
  load: LoadOptions,
): Promise<Subject> {
  const graph = agentGraph(model);
  const catalogue = options.catalogue
    ? new Map(options.catalogue.servers.map((server) => [server.name, server]))
    : undefined;
  const aliases = new Map(
    [...(catalogue?.values() ?? [])].flatMap((server) =>
      server.tools.map((tool) => [tool.alias, { server: server.name, tool: tool.name }] as const),
    ),
  );
  const made = new Map<AgentModel, Capabilities>();
  return {
    model,
    graph,
    options,
    catalogue,
    aliases,
    capabilities(agent) {
      const known = made.get(agent) ?? capabilitiesOf(agent, model, catalogue);
      made.set(agent, known);
      return known;
    },
    bindingFaults: model.isWhole ? await bindingFaults(model, load) : [],
  };
}

function capabilitiesOf(
  agent: AgentModel,
  model: FrameworkModel,
  catalogue: ReadonlyMap<string, CatalogueViewServer> | undefined,
): Capabilities {
  const tools = new Set(agent.tools.map((use) => use.name));
  const open: string[] = [];
  for (const server of agent.servers) {
    const known = server.type === 'catalogue' ? catalogue?.get(server.name) : undefined;
    const picked =
      server.tools?.map((tool) => tool.name) ??
      known?.tools.flatMap((tool) => (tool.hidden ? [] : [tool.name]));
    if (picked === undefined) open.push(`${server.name}__`, `mcp__${server.name}__`);
    for (const name of picked ?? []) {
      tools.add(known?.tools.find((tool) => tool.name === name)?.alias ?? toolAlias(server.name, name));
      if (server.type !== 'catalogue') tools.add(`mcp__${toolAlias(server.name, name)}`.slice(0, 64));
    }
  }
  const agents = new Set(model.edges.filter((edge) => edge.from === agent.name).map((edge) => edge.to));
  return {
    tools,
    agents,
    has: (name) =>
      tools.has(name) ||
      agents.has(name) ||
      (agents.size > 0 && name === AGENT_TOOL) ||
      open.some((prefix) => name.startsWith(prefix)),
  };
}

/** `server__tool` in the letters that every provider takes. */
export function toolAlias(server: string, tool: string): string {
  return sanitised(`${server}__${tool}`).slice(0, 64);
}

export function sanitised(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}

async function bindingFaults(model: FrameworkModel, load: LoadOptions): Promise<Subject['bindingFaults']> {
  if (model.kind === 'reference') {
    return model.tools.flatMap((tool) =>
      tool.binding === undefined || tool.builtin || PYTHON.test(tool.binding)
        ? []
        : [
            {
              tool,
              message: `The binding "${tool.binding}" of ${tool.name} is not of the form module.path:function.`,
              hint: 'Name the Python function that runs.',
            },
          ],
    );
  }
  const source = bundleSource([...model.files].map(([path, content]) => ({ path, content })));
  const checked = await Promise.all(
    model.tools.map(async (tool) => {
      const servers = new Set(
        model.agents
          .filter((agent) => agent.tools.some((use) => use.tool === tool))
          .flatMap((agent) => agent.servers.map((server) => server.name)),
      );
      const written = {
        text: tool.binding,
        tool: tool.name,
        where: tool.place.file,
        folder: tool.bindingFolder,
        servers,
      };
      const error = await checkBinding(source, written, load);
      return error === undefined
        ? []
        : [{ tool, message: error.message, ...(error.hint ? { hint: error.hint } : {}) }];
    }),
  );
  return checked.flat();
}
