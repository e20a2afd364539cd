/** A plugin of an agent: what it gives to the agent, each with its place and its source id. */
import { type JsonObject, NexError } from '@nex/core';
import type { PluginEntry, SkillEntry, SubAgentEntry } from '../agent-file.ts';
import type { ImportEntry } from '../import-entry.ts';
import type { Loading } from '../loading.ts';
import type { McpServerEntry } from '../mcp-server-entry.ts';
import { whereIn } from '../parse-shape.ts';
import type { Placed } from '../placed.ts';
import { folderOf, resolvePath } from '../source-path.ts';
import type { ToolEntry } from '../tool-entry.ts';
import type { PluginFile } from './plugin-file.ts';
import { readPluginFile } from './read-plugin-file.ts';

export interface PluginContributions {
  /** Path of the plugin's folder. */
  folder: string;
  /** What `${config.x}` means in the files of its sub-agents. */
  config: JsonObject;
  /** Text for the end of the system prompt, without white space at either end. */
  fragment?: string;
  mcpServers: Placed<McpServerEntry>[];
  tools: Placed<ToolEntry>[];
  skills: Placed<SkillEntry>[];
  subAgents: Placed<SubAgentEntry>[];
  middlewares: Placed<ImportEntry>[];
}

/** By the key under `contributes`: the kind in source ids. */
const KINDS = {
  mcp_servers: 'mcp_server',
  tools: 'tool',
  skills: 'skill',
  sub_agents: 'sub_agent',
  middlewares: 'middleware',
} as const satisfies Record<keyof PluginFile['contributes'], string>;

/** Throws `config_invalid` or `bundle_invalid`, also for a path that leaves the plugin's folder. */
export async function loadPlugin(loading: Loading, entry: Placed<PluginEntry>): Promise<PluginContributions> {
  const { plugin, file, folder, config } = await readPluginFile(loading, entry);
  const { contributes, system_prompt_fragment: fragment } = plugin;
  const place = <T extends { name: string }>(
    key: keyof typeof KINDS,
    entries: readonly T[] | null | undefined,
  ): Placed<T>[] =>
    (entries ?? []).map((item, index) => ({
      entry: item,
      file,
      where: whereIn(file, ['contributes', key, index]),
      sourceId: `plugin:${plugin.name}:${KINDS[key]}:${item.name}`,
    }));

  const mcpServers = place('mcp_servers', contributes.mcp_servers);
  const tools = place('tools', contributes.tools);
  const skills = place('skills', contributes.skills);
  const subAgents = place('sub_agents', contributes.sub_agents);
  for (const server of mcpServers) checkCommand(server);
  for (const tool of tools) checkInside(file, tool.entry.yaml_path, `${tool.where}.yaml_path`);
  for (const skill of skills) checkInside(file, skill.entry.path, `${skill.where}.path`);
  for (const sub of subAgents) checkInside(file, sub.entry.config_path, `${sub.where}.config_path`);
  const middlewares = place('middlewares', contributes.middlewares).map((item) => ({
    ...item,
    entry: { import: item.entry.import, params: item.entry.params },
  }));
  const text = fragment?.trim();
  return {
    folder,
    config,
    ...(text ? { fragment: text } : {}),
    mcpServers,
    tools,
    skills,
    subAgents,
    middlewares,
  };
}

function checkInside(pluginFile: string, path: string, where: string): void {
  const folder = folderOf(pluginFile);
  const root = folder === '' || folder.endsWith(':') ? folder : `${folder}/`;
  const resolved = resolvePath(folder, path, where);
  if (resolved.startsWith(root) && resolved !== root) return;
  throw new NexError('config_invalid', `"${path}" leads out of the plugin's folder.`, {
    where,
    hint: 'A plugin names files of its own folder only.',
  });
}

/** What a plugin starts must not depend on the host. */
function checkCommand({ entry, where }: Placed<McpServerEntry>): void {
  if (entry.type !== 'stdio' || !/^(?:[/\\]|[A-Za-z]:)/.test(entry.command)) return;
  throw new NexError('config_invalid', 'The command of a plugin must not be an absolute path.', {
    where: `${where}.command`,
    hint: 'Name the program alone.',
  });
}
