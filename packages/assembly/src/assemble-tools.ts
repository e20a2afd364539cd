/**
 * The tools of an agent: those of its tool files, those of its MCP servers, and LoadSkill; each with the rules that the
 * agent's file gives it. Names are unique.
 */
import { createLoadSkillTool, createPermit, ToolApprovalParams, withApproval } from '@nex/agent';
import {
  type AgentSpec,
  type JsonObject,
  type McpServerSpec,
  NexError,
  type Tool,
  type ToolSpec,
} from '@nex/core';
import { digestJson } from '@nex/core/digest';
import type { ArgumentsCheck } from '@nex/mcp';
import { createBuiltinTool, type ToolEnvironment } from '@nex/tools';
import { createCustomTool, type ToolHosts } from './custom-tool.ts';
import { denyBehindLinks } from './deny-behind-links.ts';
import { fetchUnderRules } from './fetch-under-rules.ts';
import { readParams } from './middleware-table.ts';
import { skillsOf } from './skills.ts';

export interface ToolParts {
  environment: ToolEnvironment;
  checks: ArgumentsCheck;
  /** Programs that run the tools of the agent's own files. */
  hosts: ToolHosts;
  /** Of the servers that `serversOf` names. */
  mcpTools: readonly Tool[];
}

/** The MCP servers of an agent, with those that only its bindings name. */
export function serversOf({ mcpServers, tools }: AgentSpec): McpServerSpec[] {
  const servers = [...mcpServers];
  for (const { binding } of tools) {
    if (binding.kind !== 'mcp' || servers.some((one) => one.name === binding.server)) continue;
    servers.push({ type: 'catalogue', name: binding.server, tools: [] });
  }
  return servers.map((server) => {
    const bound = tools.flatMap(({ binding }) =>
      binding.kind === 'mcp' && binding.server === server.name ? [binding.tool] : [],
    );
    return server.tools === undefined
      ? server
      : { ...server, tools: [...new Set([...server.tools, ...bound])] };
  });
}

/** Throws `config_invalid` for what cannot be bound. */
export function assembleTools(agent: AgentSpec, parts: ToolParts): Tool[] {
  const skill = createLoadSkillTool(skillsOf(agent));
  const tools = [
    ...agent.tools.map((spec) => withText(withRules(spec, parts), spec)),
    ...offeredTools(agent, parts.mcpTools),
    ...(skill ? [skill] : []),
  ];
  return tools;
}

/**
 * All tools of an agent, with the approvals that its file demands. Throws `config_invalid` for a name that two tools
 * have, and for an approval that would guard nothing.
 */
export function completeTools(agent: AgentSpec, tools: readonly Tool[]): Tool[] {
  checkNames(agent, tools);
  const guarded = new Set<string>();
  for (const spec of agent.middlewares) {
    if (spec.name !== 'tool_approval') continue;
    const { tool_name: name } = readParams(ToolApprovalParams, spec);
    if (!tools.some(({ definition }) => definition.name === name)) {
      throw new NexError('config_invalid', `${agent.name} has no tool ${name} that could need an approval.`, {
        where: spec.where,
        hint: `Its tools: ${tools.map(({ definition }) => definition.name).join(', ') || 'none'}.`,
      });
    }
    guarded.add(name);
  }
  return tools.map((tool) => (guarded.has(tool.definition.name) ? withApproval(tool) : tool));
}

function checkNames(agent: AgentSpec, tools: readonly Tool[]): void {
  const names = new Set<string>();
  for (const { definition } of tools) {
    if (names.has(definition.name)) {
      throw new NexError('config_invalid', `${agent.name} has two tools named ${definition.name}.`, {
        where: agent.name,
        hint: 'Give one of them another name.',
      });
    }
    names.add(definition.name);
  }
}

function toolOf(spec: ToolSpec, { environment, checks, hosts, mcpTools }: ToolParts): Tool {
  const compile = (schema: ToolSpec['inputSchema']) => checks.forTool(digestJson(schema), spec.name, schema);
  const { binding } = spec;
  if (binding.kind === 'builtin') return createBuiltinTool(spec, environment, compile);
  if (binding.kind !== 'mcp') return createCustomTool(spec, hosts, compile);
  const tool = mcpTools.find(({ definition: { origin } }) => isTool(origin, binding.server, binding.tool));
  if (tool) return boundTool(spec, tool, compile(spec.inputSchema));
  throw new NexError('config_invalid', `The server ${binding.server} has no tool ${binding.tool}.`, {
    where: spec.name,
    hint: `It offers: ${mcpTools.map((one) => one.definition.name).join(', ') || 'nothing'}.`,
  });
}

/** A server's tool under the contract of a tool file. */
function boundTool(spec: ToolSpec, tool: Tool, check: Tool['check']): Tool {
  const { name, description, inputSchema, disableParallel, fixedArguments } = spec;
  return {
    ...tool,
    definition: {
      ...tool.definition,
      name,
      description,
      inputSchema,
      disableParallel: disableParallel || tool.definition.disableParallel,
    },
    ...(spec.deferLoading ? { deferred: spec.searchHint ? { searchHint: spec.searchHint } : {} } : {}),
    check,
    execute: (args, context) => tool.execute({ ...fixedArguments, ...args }, context),
  };
}

function withText(tool: Tool, { textModeDescription }: ToolSpec): Tool {
  if (textModeDescription === undefined) return tool;
  return { ...tool, definition: { ...tool.definition, textModeDescription } };
}

function withRules(spec: ToolSpec, parts: ToolParts): Tool {
  const { name, binding, permissions, fixedArguments } = spec;
  const builtin = binding.kind === 'builtin' ? binding.name : undefined;
  const aliases = builtin === undefined ? [] : [builtin];
  const permit = createPermit({ name, aliases, ...(builtin !== undefined && { builtin }) }, permissions);
  if (!permit || !permissions) return toolOf(spec, parts);
  // What is judged is what will run.
  const rules = { permit: (args: JsonObject) => permit({ ...fixedArguments, ...args }) };
  if (builtin === undefined) return { ...toolOf(spec, parts), ...rules };
  const { environment } = parts;
  const ruled = { ...environment, fetch: fetchUnderRules(environment.fetch, name, permit) };
  const tool = toolOf(spec, { ...parts, environment: ruled });
  return { ...denyBehindLinks(tool, builtin, permissions, environment.workspace), ...rules };
}

/** What the servers offer beside what bindings took. */
function offeredTools({ mcpServers, tools }: AgentSpec, mcpTools: readonly Tool[]): Tool[] {
  return mcpTools.flatMap((tool) => {
    const { origin } = tool.definition;
    if (origin.kind !== 'mcp') return [tool];
    const server = mcpServers.find((one) => one.name === origin.server);
    if (!server || (server.tools && !server.tools.includes(origin.tool))) return [];
    const isBound = tools.some(
      ({ binding }) => binding.kind === 'mcp' && isTool(origin, binding.server, binding.tool),
    );
    return isBound && server.tools === undefined ? [] : [withServerRules(tool, server, origin.tool)];
  });
}

function withServerRules(tool: Tool, server: McpServerSpec, toolName: string): Tool {
  const { definition } = tool;
  const rules = server.toolPermissions?.[toolName] ?? server.permissions;
  const aliases = [`mcp__${server.name}`, `mcp__${server.name}__${toolName}`, toolName];
  const permit = createPermit({ name: definition.name, aliases }, rules);
  return {
    ...tool,
    definition: server.disableParallel ? { ...definition, disableParallel: true } : definition,
    ...(permit ? { permit } : {}),
  };
}

function isTool(origin: Tool['definition']['origin'], server: string, tool: string): boolean {
  return origin.kind === 'mcp' && origin.server === server && origin.tool === tool;
}
