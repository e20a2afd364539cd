/**
 * From an agent file and the files that it names to an agent that is ready to run.
 *
 * Contract of the file: `type: agent` of NexAU, all keys known, none besides. Strict loading fails on the first thing
 * that the platform cannot do as the file says; lenient loading leaves it out and says so. Broken files (a schema
 * violation of the agent file, a missing prompt, an unset variable) fail in both. No code of any file runs.
 */
import {
  type AgentSpec,
  type JsonObject,
  type McpServerSpec,
  NexError,
  type SkillSpec,
  type SubAgentSpec,
  type ToolSpec,
} from '@nex/core';
import { AgentFile } from './agent-file.ts';
import { type AgentParts, collectParts, refuseDouble } from './agent-parts.ts';
import { agentSettings } from './agent-settings.ts';
import { withoutEmptyKeys } from './empty-keys.ts';
import { type FileSource, readReferenced } from './file-source.ts';
import { loadMiddlewares } from './imports/load-middlewares.ts';
import { noteObservers } from './imports/note-observers.ts';
import { parseInterpolated } from './interpolate.ts';
import { loadMcpServer } from './load-mcp-server.ts';
import type { LoadOptions } from './load-options.ts';
import { loadPrompt } from './load-prompt.ts';
import { loadTool } from './load-tool.ts';
import { type AgentPlace, Loading, type PluginComponent, type Skip } from './loading.ts';
import { parseShape, whereIn } from './parse-shape.ts';
import type { Placed } from './placed.ts';
import { checkSecretReferences } from './secret-references.ts';
import { loadSkill } from './skills/load-skill.ts';
import { folderOf, resolvePath } from './source-path.ts';

export interface LoadedAgent {
  agent: AgentSpec;
  /** What the files ask for and the agent does not do, in the order in which it was met. */
  skipped: Skip[];
  /** Every agent of the tree, entry first. */
  places: AgentPlace[];
  /** What came from plugins, in the order in which it was loaded. */
  pluginComponents: PluginComponent[];
}

/** Throws `config_invalid`, `bundle_invalid` or `too_large` with the file and key. Reads nothing but `source` and `options.packageRoots`. */
export async function loadAgent(
  source: FileSource,
  path: string,
  options: LoadOptions,
): Promise<LoadedAgent> {
  const loading = new Loading(source, options);
  const agent = await load(loading, { path: resolvePath('', path), referredBy: path, parents: [] });
  const { skipped, places, pluginComponents } = loading;
  return { agent, skipped, places, pluginComponents };
}

interface Step {
  path: string;
  /** Where the path is written. */
  referredBy: string;
  /** Set for a sub-agent: its name in the parent's list, which wins over its own. */
  name?: string;
  parents: readonly { path: string; name: string }[];
  /** Set for a sub-agent of a plugin. */
  pluginConfig?: JsonObject;
}

async function load(loading: Loading, step: Step): Promise<AgentSpec> {
  const { path: file, parents, pluginConfig } = step;
  refuseCircle(step);
  const text = await readReferenced(loading.source, file, step.referredBy);
  const { environment } = loading.options;
  const read = async (): Promise<AgentFile> => {
    const value = parseInterpolated(text, file, environment, pluginConfig);
    checkSecretReferences(value, file);
    return parseShape(AgentFile, withoutEmptyKeys(value, AgentFile, ['sandbox_config']), file);
  };
  const agent = await (pluginConfig === undefined ? loading.once(`agent ${file}`, read) : read());
  const name = step.name ?? agent.name;
  loading.place({ name, file, parent: parents.at(-1)?.name ?? null });

  const parts = await collectParts(loading, file, agent, parents.length > 0);
  const middlewares = await loadMiddlewares(loading, file, agent, parts.middlewares);
  noteObservers(loading, file, agent);
  const mcpServers = await loadMcpServers(loading, parts);
  const tools = await loadTools(loading, parts, new Set(mcpServers.map((server) => server.name)));
  for (const tool of agent.stop_tools) {
    if (tool.startsWith('mcp__') || tools.some((known) => known.name === tool)) continue;
    loading.note(whereIn(file, ['stop_tools']), `No tool of the agent has the name "${tool}".`);
  }
  const spec = {
    name,
    description: agent.description,
    systemPrompt: await loadPrompt(loading, file, agent, name, parts.fragments),
    ...agentSettings(loading, file, agent),
    tools,
    mcpServers,
    skills: await loadSkills(loading, parts),
    middlewares,
  };
  recordPluginComponents(loading, name, parts);
  return { ...spec, subAgents: await loadSubAgents(loading, parts, [...parents, { path: file, name }]) };
}

async function loadTools(
  loading: Loading,
  parts: AgentParts,
  servers: ReadonlySet<string>,
): Promise<ToolSpec[]> {
  const tools: ToolSpec[] = [];
  for (const entry of parts.tools) {
    const tool = await loading.component(entry.where, () => loadTool(loading, entry, servers));
    if (tool === undefined) continue;
    refuseDouble('tool', tools, tool.name, entry);
    tools.push(tool);
  }
  return tools;
}

async function loadMcpServers(loading: Loading, parts: AgentParts): Promise<McpServerSpec[]> {
  const servers: McpServerSpec[] = [];
  for (const entry of parts.mcpServers) {
    refuseDouble('MCP server', servers, entry.entry.name, entry);
    const server = await loading.component(entry.where, async () => loadMcpServer(loading, entry));
    if (server !== undefined) servers.push(server);
  }
  return servers;
}

async function loadSkills(loading: Loading, parts: AgentParts): Promise<SkillSpec[]> {
  const skills: SkillSpec[] = [];
  for (const entry of parts.skills) {
    const skill = await loading.component(entry.where, () => loadSkill(loading, entry));
    if (skill === undefined) continue;
    refuseDouble('skill', skills, skill.name, entry);
    skills.push(skill);
  }
  return skills;
}

async function loadSubAgents(
  loading: Loading,
  parts: AgentParts,
  parents: Step['parents'],
): Promise<SubAgentSpec[]> {
  const subAgents: SubAgentSpec[] = [];
  for (const placed of parts.subAgents) {
    const { entry, file, where, pluginConfig } = placed;
    refuseDouble('sub-agent', subAgents, entry.name, placed);
    const referredBy = `${where}.config_path`;
    const loaded = await loading.component(where, async () => {
      const path = resolvePath(folderOf(file), entry.config_path, referredBy);
      return load(loading, { path, referredBy, name: entry.name, parents, pluginConfig });
    });
    if (loaded !== undefined) subAgents.push({ name: entry.name, agent: loaded });
  }
  return subAgents;
}

function refuseCircle({ path, parents, referredBy }: Step): void {
  if (!parents.some((parent) => parent.path === path)) return;
  const chain = [...parents.map((parent) => parent.path), path].join(' → ');
  throw new NexError('config_invalid', `The sub-agents form a circle: ${chain}.`, {
    where: referredBy,
    hint: 'An agent cannot be below itself.',
  });
}

function recordPluginComponents(loading: Loading, agent: string, parts: AgentParts): void {
  const all: Placed<unknown>[] = [
    ...parts.middlewares,
    ...parts.mcpServers,
    ...parts.tools,
    ...parts.skills,
    ...parts.subAgents,
  ];
  for (const { sourceId } of all) {
    if (sourceId !== undefined) loading.pluginComponents.push({ agent, sourceId });
  }
}
