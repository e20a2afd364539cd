/**
 * The tools of an agent's MCP servers: from the servers, or, for a run that may call no tool, as its cassette knows them. Then
 * no server, and no secret of one, has to be there.
 */
import { type AgentSecrets, serversDigest } from '@nex/assembly';
import { type McpServerSpec, NexError, type Tool } from '@nex/core';
import type { ToolsRequest } from '@nex/mcp';
import type { Context } from '../context.ts';
import { findTools, keepTools } from '../store/cassette-calls.ts';
import { recordedCheck } from './recorded-check.ts';
import type { RunAgentInput } from './run-agent-input.ts';

/** Throws what is wrong with the servers; `not_found` for servers that the cassette does not know. */
export async function openServers(
  context: Context,
  { run, tree, tape, signal }: RunAgentInput,
  servers: readonly McpServerSpec[],
  secrets: AgentSecrets,
  keepOutput: ToolsRequest['keepOutput'],
): Promise<Tool[]> {
  if (servers.length === 0) return [];
  const { mcp, pool } = context;
  const cassette = tape?.cassette;
  const asked = serversDigest(servers);
  if (cassette?.mode === 'strict') return recordedTools(context, cassette, asked, servers);
  tree.holding.useServers();
  const filled = await secrets.fillServers(servers);
  const opened = await secrets.guard(() =>
    mcp.toolsFor({
      rootRunId: run.root_run_id,
      owner: run.tenant,
      servers: filled,
      signal,
      ...(keepOutput && { keepOutput }),
    }),
  );
  const tools = opened.tools.map((tool) => secrets.maskTool(tool));
  if (cassette)
    await keepTools(
      pool,
      cassette.id,
      asked,
      tools.map((tool) => tool.definition),
    );
  return tools;
}

async function recordedTools(
  context: Context,
  { id, name }: { id: number; name: string },
  asked: string,
  servers: readonly McpServerSpec[],
): Promise<Tool[]> {
  const definitions = await findTools(context.pool, id, asked);
  if (!definitions) {
    const names = servers.map((server) => server.name).join(', ');
    throw new NexError('not_found', `The cassette ${name} does not have the tools of ${names}.`, {
      where: 'tools.cassette.name',
      hint: 'Record it with an agent that has the same servers and asks them for the same tools.',
    });
  }
  return definitions.map((definition) => ({
    definition,
    check: recordedCheck(context, definition),
    async execute() {
      throw new TypeError('A tool of a cassette cannot be called.');
    },
  }));
}
