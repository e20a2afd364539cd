/**
 * From an agent file and the files that it names to an agent that is ready to run.
 *
 * Contract of the file: `type: agent` of NexAU, all keys known, none besides. Strict loading fails on the first thing
 * that the platform cannot do as the file says; lenient loading leaves it out and says so. Broken files (a schema
 * violation of the agent file, a missing prompt, an unset variable) fail in both.
 */
import {
  type AgentSpec,
  type BuiltinToolSpec,
  type McpServerSpec,
  NexError,
  type SubAgentSpec,
} from '@nex/core';
import { AgentFile } from './agent-file.ts';
import { type FileSource, folderOf, readReferenced, resolvePath } from './file-source.ts';
import { parseInterpolated } from './interpolate.ts';
import { readModelSettings } from './llm-config.ts';
import { loadMcpServer } from './load-mcp-server.ts';
import { loadPrompt } from './load-prompt.ts';
import { loadTool } from './load-tool.ts';
import { type AgentPlace, Loading, type LoadOptions, type Skip } from './loading.ts';
import { parseShape, whereIn } from './parse-shape.ts';
import { setAsideUnsupported } from './unsupported-keys.ts';

export interface LoadedAgent {
  agent: AgentSpec;
  /** What the files ask for and the agent does not do, in the order in which it was met. */
  skipped: Skip[];
  /** Every agent of the tree, entry first. */
  places: AgentPlace[];
}

/** Throws `config_invalid` or `bundle_invalid` with the file and key. Reads nothing but `source`. */
export async function loadAgent(
  source: FileSource,
  path: string,
  options: LoadOptions,
): Promise<LoadedAgent> {
  const loading = new Loading(source, options);
  const agent = await load(loading, { path: resolvePath('', path), referredBy: path, parents: [] });
  return { agent, skipped: loading.skipped, places: loading.places };
}

interface Step {
  path: string;
  /** Where the path is written. */
  referredBy: string;
  /** Set for a sub-agent: its name in the parent's list, which wins over its own. */
  name?: string;
  parents: readonly { path: string; name: string }[];
}

async function load(loading: Loading, step: Step): Promise<AgentSpec> {
  const { path: file, parents } = step;
  if (parents.some((parent) => parent.path === file)) {
    const chain = [...parents.map((parent) => parent.path), file].join(' → ');
    throw new NexError('config_invalid', `The sub-agents form a circle: ${chain}.`, {
      where: step.referredBy,
      hint: 'An agent cannot be below itself.',
    });
  }
  const text = await readReferenced(loading.source, file, step.referredBy);
  const value = withoutEmptyKeys(parseInterpolated(text, file, loading.options.environment));
  const agent = parseShape(AgentFile, value, file);
  const name = step.name ?? agent.name;
  loading.place({ name, file, parent: parents.at(-1)?.name ?? null });
  setAsideUnsupported(loading, file, agent, parents.length > 0);

  const tools = await loadTools(loading, file, agent);
  const mcpServers = await loadMcpServers(loading, file, agent);
  for (const tool of agent.stop_tools) {
    if (tool.startsWith('mcp__') || tools.some((known) => known.name === tool)) continue;
    loading.note(whereIn(file, ['stop_tools']), `No tool of the agent has the name "${tool}".`);
  }
  return {
    name,
    description: agent.description,
    systemPrompt: await loadPrompt(loading, file, agent, name),
    model: modelSettings(loading, file, agent),
    tools,
    mcpServers,
    subAgents: await loadSubAgents(loading, file, agent, [...parents, { path: file, name }]),
    stopTools: [...new Set(agent.stop_tools)],
    maxIterations: agent.max_iterations,
    maxContextTokens: agent.max_context_tokens,
  };
}

async function loadTools(loading: Loading, file: string, agent: AgentFile): Promise<BuiltinToolSpec[]> {
  const tools: BuiltinToolSpec[] = [];
  for (const [index, entry] of agent.tools.entries()) {
    const where = whereIn(file, ['tools', index]);
    const tool = await loading.component(where, () => loadTool(loading, file, entry, index));
    if (tool === undefined) continue;
    refuseDuplicate(tools, tool.name, where, 'tool');
    tools.push(tool);
  }
  return tools;
}

async function loadMcpServers(loading: Loading, file: string, agent: AgentFile): Promise<McpServerSpec[]> {
  const servers: McpServerSpec[] = [];
  for (const [index, entry] of agent.mcp_servers.entries()) {
    const where = whereIn(file, ['mcp_servers', index]);
    refuseDuplicate(servers, entry.name, where, 'MCP server');
    const server = await loading.component(where, async () => loadMcpServer(loading, file, entry, index));
    if (server !== undefined) servers.push(server);
  }
  return servers;
}

async function loadSubAgents(
  loading: Loading,
  file: string,
  agent: AgentFile,
  parents: Step['parents'],
): Promise<SubAgentSpec[]> {
  const subAgents: SubAgentSpec[] = [];
  for (const [index, { name, config_path }] of agent.sub_agents.entries()) {
    const where = whereIn(file, ['sub_agents', index]);
    refuseDuplicate(subAgents, name, where, 'sub-agent');
    const referredBy = `${where}.config_path`;
    const loaded = await loading.component(where, async () => {
      const path = resolvePath(folderOf(file), config_path, referredBy);
      return load(loading, { path, referredBy, name, parents });
    });
    if (loaded !== undefined) subAgents.push({ name, agent: loaded });
  }
  return subAgents;
}

function modelSettings(loading: Loading, file: string, agent: AgentFile): AgentSpec['model'] {
  const { settings, ignored, unsupportedApiType } = readModelSettings(agent.llm_config);
  if (unsupportedApiType !== undefined) {
    const reason = `The API type "${unsupportedApiType}" is not supported yet; the model is called by chat completions.`;
    loading.setAside(
      whereIn(file, ['llm_config', 'api_type']),
      reason,
      'Use api_type: openai_chat_completion.',
    );
  }
  for (const key of ignored) {
    loading.note(whereIn(file, ['llm_config', key]), "The platform's model client decides this itself.");
  }
  return settings;
}

function refuseDuplicate(
  present: readonly { name: string }[],
  name: string,
  where: string,
  what: string,
): void {
  if (!present.some((other) => other.name === name)) return;
  throw new NexError('config_invalid', `There are two entries for the ${what} "${name}".`, {
    where,
    hint: 'Give each its own name.',
  });
}

/** A top-level key without a value counts as absent. */
function withoutEmptyKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== null));
}
