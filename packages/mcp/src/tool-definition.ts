/** A tool of an MCP server as a model is told of it. */
import type { JsonSchema, ToolDefinition } from '@nex/core';
import type { CatalogueServer } from './catalogue/load.ts';
import type { SnapshotTool } from './catalogue/snapshot.ts';

export interface ToolDefinitionParts {
  /** As the model sees it. */
  name: string;
  server: string;
  tool: SnapshotTool;
  /** Digest of the tool list. */
  snapshot: string;
  repeatable: boolean;
  /** The server keeps nothing of a run. */
  stateless: boolean;
}

export function toolDefinition(parts: ToolDefinitionParts): ToolDefinition {
  const { name, server, tool, snapshot, repeatable, stateless } = parts;
  return {
    name,
    description: tool.description || (tool.title ?? tool.name),
    inputSchema: tool.inputSchema as JsonSchema,
    origin: { kind: 'mcp', server, tool: tool.name, snapshot, ...(stateless ? { stateless } : {}) },
    repeatable,
    disableParallel: false,
  };
}

/** What the entry says; a tool that it does not name is not repeatable. */
export function isRepeatable(server: CatalogueServer, tool: string): boolean {
  return server.tools.find((row) => row.name === tool)?.repeatable ?? false;
}

export function isHidden(server: CatalogueServer, tool: string): boolean {
  return server.tools.find((row) => row.name === tool)?.hidden ?? false;
}

/** Whether the server has files for each run, which it may begin with and which can be looked at. */
export function keepsFiles({ isolation }: Pick<CatalogueServer, 'isolation'>): boolean {
  return isolation === 'per-run' || isolation === 'leased';
}

/** Whether the server keeps nothing of a run. */
export function isStateless({ isolation }: Pick<CatalogueServer, 'isolation'>): boolean {
  return isolation === 'shared';
}
