/** Tools of the catalogue outside of runs: what one takes, and a call of it on a state of its own, gone afterwards. */
import { type JsonObject, NexError, newId, type Tool, type ToolCallAnswer } from '@nex/core';
import type { Context } from '../context.ts';

/** Of starting the server and the call together. */
const TIMEOUT_MS = 60_000;

export interface ToolName {
  server: string;
  tool: string;
}

/**
 * Starts the server only when the catalogue has no snapshot of its tools. Throws `not_found`, `forbidden` for a server that
 * reaches the host, `catalogue_invalid` for one that is not installed or has no key, `invalid_request` for arguments
 * that do not fit, `timeout`, `cancelled`.
 */
export async function findTool(
  context: Context,
  name: ToolName,
  { arguments: args, signal }: { arguments?: JsonObject | undefined; signal: AbortSignal },
): Promise<Tool['definition']> {
  return withTool(context, name, signal, async (tool) => {
    if (args) checkArguments(tool, args);
    return tool.definition;
  });
}

/** Throws as `findTool` does; a failure of the tool itself is an answer. */
export async function callToolOnce(
  context: Context,
  name: ToolName,
  { arguments: args, signal }: { arguments: JsonObject; signal: AbortSignal },
): Promise<ToolCallAnswer> {
  const startedAt = performance.now();
  return withTool(context, name, signal, async (tool, { signal: limited, rootRunId }) => {
    checkArguments(tool, args);
    const outcome = await tool.execute(args, { signal: limited, callId: rootRunId });
    const { content, isError, errorKind, structured } = outcome;
    const durationMs = Math.round(performance.now() - startedAt);
    return {
      content,
      isError,
      durationMs,
      ...(errorKind !== undefined && { errorKind }),
      ...(structured !== undefined && { structured }),
    };
  });
}

async function withTool<T>(
  { mcp, catalogue, callers }: Context,
  { server: name, tool: toolName }: ToolName,
  signal: AbortSignal,
  use: (tool: Tool, work: { signal: AbortSignal; rootRunId: string }) => Promise<T>,
): Promise<T> {
  const server = catalogue.entries.find((entry) => entry.name === name);
  if (!server) {
    throw new NexError('not_found', `The catalogue has no server ${name}.`, {
      where: 'server',
      hint: 'GET /v1/catalogue lists them.',
    });
  }
  if (server.host_access) {
    throw new NexError('forbidden', `The server ${name} reaches the host, so its tools are for runs alone.`, {
      where: 'server',
    });
  }
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const limited = AbortSignal.any([signal, timeout]);
  const rootRunId = newId('run');
  try {
    await using offered = await mcp.toolsFor({
      rootRunId,
      owner: callers.current().tenant,
      servers: [{ type: 'catalogue', name, tools: [toolName] }],
      signal: limited,
    });
    const [tool] = offered.tools;
    if (!tool)
      throw new NexError('not_found', `The server ${name} has no tool ${toolName}.`, { where: 'tool' });
    return await use(tool, { signal: limited, rootRunId });
  } catch (thrown) {
    if (!timeout.aborted || signal.aborted) throw asNotFound(thrown, toolName);
    throw new NexError('timeout', `The tool did not answer within ${TIMEOUT_MS / 1000} s.`, {
      cause: thrown,
    });
  } finally {
    await mcp.endRun(rootRunId);
  }
}

function checkArguments(tool: Tool, args: JsonObject): void {
  const fault = tool.check(args);
  if (fault === undefined) return;
  throw new NexError('invalid_request', `The arguments do not fit the tool: ${fault}.`, {
    where: 'arguments',
  });
}

/** In a configuration a tool that is not there is a fault of its writer; here it is one of the address. */
function asNotFound(thrown: unknown, tool: string): unknown {
  if (!(thrown instanceof NexError) || thrown.code !== 'config_invalid') return thrown;
  return new NexError('not_found', `The server has no tool ${tool}.`, {
    where: 'tool',
    ...(thrown.hint !== undefined && { hint: thrown.hint }),
  });
}
