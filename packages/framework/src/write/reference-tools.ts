/** The tools of a framework as the reference lists them: own tools and picked tools of servers alike, by name. */
import type { JsonObject } from '@nex/core';
import type { CatalogueView } from '../lint/lint-rule.ts';
import { toolAlias } from '../lint/subject.ts';
import type { FrameworkModel } from '../model/model.ts';

export interface WrittenTool {
  name: string;
  description: string;
  inputSchema?: JsonObject;
  /** `module.path:function`. */
  binding: string;
  /** Who has it. */
  agents: ReadonlySet<string>;
}

const PYTHON = /^[A-Za-z_][\w.]*:[A-Za-z_]\w*$/;

/** A server whose tools are neither picked nor in the catalogue gives none. */
export function referenceTools(model: FrameworkModel, catalogue: CatalogueView | undefined): WrittenTool[] {
  const tools = new Map<string, WrittenTool & { agents: Set<string> }>();
  const give = (agent: string | undefined, tool: Omit<WrittenTool, 'agents'>) => {
    const known = tools.get(tool.name) ?? { ...tool, agents: new Set<string>() };
    if (agent !== undefined) known.agents.add(agent);
    tools.set(tool.name, known);
  };
  const module = model.name.replaceAll(/\W/g, '_');
  const bindingOf = (name: string, written?: string) => {
    const word = name.replaceAll(/\W/g, '_');
    return written !== undefined && PYTHON.test(written)
      ? written
      : `src.created_frameworks.${module}.tools.${word}:${word}`;
  };
  for (const { name, description, inputSchema, binding } of model.tools) {
    const schema = inputSchema === undefined ? {} : { inputSchema };
    give(undefined, { name, description, ...schema, binding: bindingOf(name, binding) });
  }
  for (const agent of model.agents) {
    for (const use of agent.tools)
      give(agent.name, { name: use.name, description: '', binding: bindingOf(use.name) });
    for (const server of agent.servers) {
      const known = catalogue?.servers.find((item) => item.name === server.name)?.tools;
      for (const tool of server.tools?.map((item) => item.name) ?? known?.map((item) => item.name) ?? []) {
        const kept = known?.find((item) => item.name === tool);
        const name = kept?.alias ?? toolAlias(server.name, tool);
        give(agent.name, {
          name,
          description: kept?.description ?? `${server.name}: ${tool}`,
          binding: bindingOf(name),
        });
      }
    }
  }
  return [...tools.values()];
}
