/** The components of an agent before they are loaded: its own, and those that its plugins give. */
import { type JsonObject, NexError } from '@nex/core';
import type { AgentFile, SkillEntry, SubAgentEntry } from './agent-file.ts';
import type { ImportEntry } from './import-entry.ts';
import type { Loading } from './loading.ts';
import type { McpServerEntry } from './mcp-server-entry.ts';
import { type Placed, placed } from './placed.ts';
import { loadPlugin } from './plugins/load-plugin.ts';
import type { ToolEntry } from './tool-entry.ts';

export type PlacedSubAgent = Placed<SubAgentEntry> & {
  /** What `${config.x}` means in its file. */
  pluginConfig?: JsonObject;
};

export interface AgentParts {
  tools: Placed<ToolEntry>[];
  mcpServers: Placed<McpServerEntry>[];
  skills: Placed<SkillEntry>[];
  subAgents: PlacedSubAgent[];
  /** Of plugins alone; they come before the agent's own. */
  middlewares: Placed<ImportEntry>[];
  /** Texts of plugins for the end of the system prompt. */
  fragments: string[];
}

/** The agent's own entries first, then each plugin's. Plugins of a sub-agent have no effect. */
export async function collectParts(
  loading: Loading,
  file: string,
  agent: AgentFile,
  isSubAgent: boolean,
): Promise<AgentParts> {
  const parts: AgentParts = {
    tools: placed(agent.tools, file, 'tools'),
    mcpServers: placed(agent.mcp_servers, file, 'mcp_servers'),
    skills: placed(agent.skills, file, 'skills'),
    subAgents: placed(agent.sub_agents, file, 'sub_agents'),
    middlewares: [],
    fragments: [],
  };
  const folders = new Set<string>();
  for (const entry of placed(agent.plugins, file, 'plugins')) {
    if (isSubAgent || loading.options.expandPlugins === false) {
      const reason = isSubAgent ? 'Plugins of a sub-agent have no effect.' : 'This host expands no plugins.';
      loading.note(entry.where, reason);
      continue;
    }
    const plugin = await loading.component(entry.where, () => loadPlugin(loading, entry));
    if (plugin === undefined) continue;
    if (folders.has(plugin.folder)) throw doubled('plugin', entry.entry.use, entry.where);
    folders.add(plugin.folder);
    parts.tools.push(...plugin.tools);
    parts.mcpServers.push(...plugin.mcpServers);
    parts.skills.push(...plugin.skills);
    parts.subAgents.push(...plugin.subAgents.map((sub) => ({ ...sub, pluginConfig: plugin.config })));
    parts.middlewares.push(...plugin.middlewares);
    if (plugin.fragment !== undefined) parts.fragments.push(plugin.fragment);
  }
  return parts;
}

/** Throws `config_invalid` when one of `present` has the name already. */
export function refuseDouble(
  what: string,
  present: readonly { name: string }[],
  name: string,
  { where, sourceId }: Placed<unknown>,
): void {
  if (present.some((other) => other.name === name)) throw doubled(what, name, where, sourceId);
}

function doubled(what: string, name: string, where: string, sourceId?: string): NexError {
  const from = sourceId === undefined ? '' : ` (${sourceId})`;
  return new NexError('config_invalid', `There are two entries for the ${what} "${name}"${from}.`, {
    where,
    hint: 'Give each its own name.',
  });
}
