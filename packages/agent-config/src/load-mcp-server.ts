/** An MCP server of an agent, checked against what the platform allows. */
import { type McpServerSpec, NexError } from '@nex/core';
import type { Loading } from './loading.ts';
import { type McpServerEntry, toMcpServerSpec } from './mcp-server-entry.ts';
import { didYouMean } from './nearest.ts';
import type { Placed } from './placed.ts';

/** Throws `config_invalid` when the server cannot be used as the entry says. */
export function loadMcpServer(loading: Loading, { entry, where }: Placed<McpServerEntry>): McpServerSpec {
  const spec = toMcpServerSpec(entry);
  const { catalogueServers, mcpServerTypes } = loading.options;
  if (mcpServerTypes && !mcpServerTypes.has(spec.type)) {
    throw new NexError('config_invalid', `MCP servers of type "${spec.type}" are not allowed here.`, {
      where: `${where}.type`,
      hint: `Allowed here: ${[...mcpServerTypes].join(', ')}.`,
    });
  }
  if (spec.type === 'catalogue' && catalogueServers && !catalogueServers.has(spec.name)) {
    throw new NexError('config_invalid', `The catalogue has no server "${spec.name}".`, {
      where: `${where}.name`,
      hint: didYouMean(spec.name, catalogueServers),
    });
  }
  if ((entry.type === 'http' || entry.type === 'sse') && Object.keys(entry.env ?? {}).length > 0) {
    loading.note(`${where}.env`, 'A remote MCP server has its own environment.');
  }
  return spec;
}
