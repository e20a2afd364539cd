/** The tools of an agent's MCP servers: from the servers, or, where none may be called, as the cassette knows them. */
import { type AgentSecrets, serversDigest } from '@nex/assembly';
import { type McpServerSpec, NexError, type Tool, type ToolDefinition } from '@nex/core';
import type { ToolsRequest } from '@nex/mcp';
import type { Room } from './room.ts';
import type { AgentRun } from './run-input.ts';

/** Throws what is wrong with the servers; `not_found` for servers that the cassette does not know. */
export async function serverTools(
  { checks, tape, toolServers }: Room,
  { tree, signal }: Pick<AgentRun, 'tree' | 'signal'>,
  servers: readonly McpServerSpec[],
  secrets: AgentSecrets,
  keepOutput: NonNullable<ToolsRequest['keepOutput']>,
  stack: AsyncDisposableStack,
): Promise<Tool[]> {
  const cassette = tape?.cassette;
  const asked = serversDigest(servers);
  if (cassette?.mode === 'strict' && servers.length > 0) {
    const known = cassette.file.toolsOf(asked);
    if (known) return known.map((definition) => recordedTool(definition, checks));
    const names = servers.map((server) => server.name).join(', ');
    throw new NexError('not_found', `The cassette ${cassette.name} does not have the tools of ${names}.`, {
      where: 'cassette',
      hint: 'Record it with an agent that has the same servers and asks them for the same tools.',
    });
  }
  const filled = await secrets.fillServers(servers);
  const opened = stack.use(
    await secrets.guard(() =>
      toolServers.toolsFor({ rootRunId: tree.conversationId, servers: filled, signal, keepOutput }),
    ),
  );
  const tools = opened.tools.map((tool) => secrets.maskTool(tool));
  if (servers.length > 0)
    await cassette?.file.keepTools(
      asked,
      tools.map((tool) => tool.definition),
    );
  return tools;
}

function recordedTool(definition: ToolDefinition, checks: Room['checks']): Tool {
  const { name, inputSchema, origin } = definition;
  const snapshot = origin.kind === 'mcp' ? origin.snapshot : name;
  return {
    definition,
    check: checks.forTool(snapshot, origin.kind === 'mcp' ? origin.tool : name, inputSchema),
    async execute() {
      throw new TypeError('A tool of a cassette cannot be called.');
    },
  };
}
