/** From a server's tool list to the tools that an agent is given. */
import { type McpServerSpec, NexError, type Tool } from '@nex/core';
import { nameTools } from '../alias/tool-name.ts';
import type { ArgumentsCheck } from '../arguments-check.ts';
import type { CatalogueServer } from '../catalogue/load.ts';
import { makeSnapshot, type SnapshotTool, type ToolSnapshot } from '../catalogue/snapshot.ts';
import type { ResultCheck } from '../result/check-result.ts';
import { DEFAULT_DRESSED_ERRORS, type DressedErrorName } from '../result/dressed-errors.ts';
import type { KeepOutput } from '../result/limit-size.ts';
import { isHidden, isRepeatable, isStateless, toolDefinition } from '../tool-definition.ts';
import type { Backend } from './backend.ts';
import type { ExternalSpec } from './external-backend.ts';
import { mcpTool } from './mcp-tool.ts';

export interface OfferedServer {
  name: string;
  /** By an agent file, instead of by the catalogue. */
  described: boolean;
  backend: Backend;
  snapshot: ToolSnapshot;
  /** Those that the agent is given. */
  tools: SnapshotTool[];
  repeatable(tool: string): boolean;
  timeoutMs(tool: string): number;
  dressedErrors: readonly DressedErrorName[];
  stateless: boolean;
}

/** From the committed snapshot; a server without one is started and asked. */
export async function offerCatalogueServer(
  spec: McpServerSpec,
  server: CatalogueServer,
  backend: Backend,
  rootRunId: string,
  signal: AbortSignal,
): Promise<OfferedServer> {
  const snapshot = server.snapshot ?? makeSnapshot(server, await backend.listTools(rootRunId, signal));
  return {
    name: server.name,
    described: false,
    backend,
    snapshot,
    tools: narrow(spec, snapshot, (tool) => !isHidden(server, tool)),
    repeatable: (tool) => isRepeatable(server, tool),
    timeoutMs: (name) => server.tools.find((tool) => tool.name === name)?.timeout_ms ?? server.timeout_ms,
    dressedErrors: server.dressed_errors,
    stateless: isStateless(server),
  };
}

/**
 * Starts the server and asks. What a server says of its own tools is thin and unreliable, so a hint counts only where
 * being wrong costs little: a tool is repeatable when it says that it only reads, and says nothing against it. That a
 * write is idempotent is not believed; only the catalogue, where it was tried, can know that.
 */
export async function offerExternalServer(
  spec: ExternalSpec,
  backend: Backend,
  rootRunId: string,
  signal: AbortSignal,
): Promise<OfferedServer> {
  const tools = await backend.listTools(rootRunId, signal);
  const snapshot = makeSnapshot({ name: spec.name, version: '0.0.0' }, tools);
  return {
    name: spec.name,
    described: true,
    backend,
    snapshot,
    tools: narrow(spec, snapshot, () => true),
    repeatable: (name) => {
      const hints = tools.find((tool) => tool.name === name)?.annotations;
      return hints?.readOnlyHint === true && hints.destructiveHint !== true;
    },
    timeoutMs: () => spec.timeoutMs,
    dressedErrors: DEFAULT_DRESSED_ERRORS,
    // Nobody knows what a foreign server keeps.
    stateless: false,
  };
}

export function toTools(
  servers: readonly OfferedServer[],
  run: {
    rootRunId: string;
    owner: string;
    checks: ArgumentsCheck;
    maxResultBytes: number;
    keepOutput: KeepOutput | undefined;
    track: (call: Promise<unknown>) => void;
  },
): Tool[] {
  const names = nameTools(
    servers.flatMap(({ name: server, described, tools: offered }) =>
      offered.map((tool) => ({ server, tool: tool.name, described })),
    ),
  );
  const tools: Tool[] = [];
  for (const [name, place] of names) {
    const server = servers.find((candidate) => candidate.name === place.server);
    const tool = server?.tools.find((candidate) => candidate.name === place.tool);
    if (!server || !tool) continue;
    const snapshot = server.snapshot.digest;
    const repeatable = server.repeatable(tool.name);
    const { stateless } = server;
    const definition = toolDefinition({ name, server: server.name, tool, snapshot, repeatable, stateless });
    tools.push(
      mcpTool({
        definition,
        tool: tool.name,
        server: server.name,
        rootRunId: run.rootRunId,
        owner: run.owner,
        backend: server.backend,
        check: run.checks.forTool(snapshot, tool.name, definition.inputSchema),
        checkResult: resultCheck(run.checks, snapshot, tool),
        timeoutMs: server.timeoutMs(tool.name),
        maxResultBytes: run.maxResultBytes,
        keepOutput: run.keepOutput,
        dressedErrors: server.dressedErrors,
        track: run.track,
      }),
    );
  }
  return tools;
}

/** Compiled when a result comes: most tools of a list are not called. */
function resultCheck(checks: ArgumentsCheck, snapshot: string, tool: SnapshotTool): ResultCheck | undefined {
  const { name, outputSchema } = tool;
  if (outputSchema === undefined) return undefined;
  return (value) => checks.forTool(snapshot, name, outputSchema, 'result')(value);
}

/** The tools that the agent names, or all that are offered. Throws `config_invalid` for a name that is not there. */
function narrow(
  spec: McpServerSpec,
  snapshot: ToolSnapshot,
  offered: (tool: string) => boolean,
): SnapshotTool[] {
  const { tools: wanted } = spec;
  if (!wanted) return snapshot.tools.filter((tool) => offered(tool.name));
  const missing = wanted.filter((name) => !snapshot.tools.some((tool) => tool.name === name));
  if (missing.length > 0) {
    throw new NexError('config_invalid', `The MCP server ${spec.name} has no tool ${missing.join(', ')}.`, {
      where: spec.name,
      hint: `Its tools: ${snapshot.tools.map((tool) => tool.name).join(', ')}.`,
    });
  }
  return snapshot.tools.filter((tool) => wanted.includes(tool.name));
}
