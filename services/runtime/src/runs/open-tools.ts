/** What an agent works with: its model and its tools, built-in, from MCP servers, and the agents below it. */

import { mkdir } from 'node:fs/promises';
import { createSubAgentTool } from '@nex/agent';
import { type JsonSchema, type Model, NexError, type Tool } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { createBuiltinTool, directoryWorkspace } from '@nex/tools';
import type { Context } from '../context.ts';
import { chooseModel } from './choose-model.ts';
import { workspaceOf } from './close-run.ts';
import type { RunAgentInput } from './run-agent-input.ts';
import { traceTool } from './trace-tool.ts';

const DEFAULT_MAX_DEPTH = 4;

/** Throws what is wrong with the agent or its servers. `children` receives the runs that the tools start. */
export async function openTools(
  context: Context,
  input: RunAgentInput,
  children: Set<Promise<unknown>>,
): Promise<{ tools: Tool[]; model: Model }> {
  const { run, agent, tree, signal } = input;
  const model = chooseModel(context, agent.model);
  const rootRunId = run.root_run_id;
  const { tools: mcpTools } = await context.mcp.toolsFor({ rootRunId, servers: agent.mcpServers, signal });
  const tools = [...(await builtins(context, input)), ...mcpTools];
  const agentTool = createSubAgentTool({
    subAgents: agent.subAgents.map(({ name, agent: { description } }) => ({ name, description })),
    depthLeft: (tree.limits.maxDepth ?? DEFAULT_MAX_DEPTH) - run.depth,
    run: (name, message, subAgentId, toolContext) => {
      const child = input.startChild(input, { name, message, subAgentId, toolContext });
      children.add(child);
      return child;
    },
  });
  if (agentTool) tools.push(agentTool);
  const names = tools.map((tool) => tool.definition.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new NexError('config_invalid', `${agent.name} has two tools named ${twice}.`, {
      where: agent.name,
      hint: 'Give one of them another name.',
    });
  }
  return { model, tools: tools.map((tool) => traceTool(tool)) };
}

async function builtins(context: Context, { run, agent }: RunAgentInput): Promise<Tool[]> {
  if (agent.tools.length === 0) return [];
  const directory = workspaceOf(context, run.root_run_id);
  await mkdir(directory, { recursive: true });
  const workspace = directoryWorkspace(directory);
  return agent.tools.map((spec) =>
    createBuiltinTool(spec, workspace, (schema: JsonSchema) =>
      context.argumentChecks.forTool(digestJson(schema), spec.name, schema),
    ),
  );
}
