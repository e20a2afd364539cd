/** An MCP server of an agent, checked against what the platform can do with it. */
import { type McpServerSpec, NexError } from '@nex/core';
import type { Loading } from './loading.ts';
import { type McpServerEntry, toMcpServerSpec } from './mcp-server-entry.ts';
import { didYouMean } from './nearest.ts';
import { whereIn } from './parse-shape.ts';
import { restricts } from './permissions.ts';

/** Throws `config_invalid` when the server cannot be used as the entry says. */
export function loadMcpServer(
  loading: Loading,
  file: string,
  entry: McpServerEntry,
  index: number,
): McpServerSpec {
  const at = (key: string): string => whereIn(file, ['mcp_servers', index, key]);
  const spec = toMcpServerSpec(entry);
  if (spec === undefined) {
    throw new NexError('config_invalid', 'The transport "sse" is not supported: MCP has replaced it.', {
      where: at('type'),
      hint: 'Use type: http with the address of the streamable HTTP endpoint.',
    });
  }
  const { catalogueServers, mcpServerTypes } = loading.options;
  if (mcpServerTypes && !mcpServerTypes.has(spec.type)) {
    throw new NexError('config_invalid', `MCP servers of type "${spec.type}" are not allowed here.`, {
      where: at('type'),
      hint: `Allowed here: ${[...mcpServerTypes].join(', ')}.`,
    });
  }
  if (spec.type === 'catalogue' && catalogueServers && !catalogueServers.has(spec.name)) {
    throw new NexError('config_invalid', `The catalogue has no server "${spec.name}".`, {
      where: at('name'),
      hint: didYouMean(spec.name, catalogueServers),
    });
  }
  if (entry.type !== 'catalogue') {
    if (restricts(entry.permissions) || Object.keys(entry.tool_permissions ?? {}).length > 0) {
      throw new NexError('config_invalid', 'Permissions of MCP servers are not enforced yet.', {
        where: at(restricts(entry.permissions) ? 'permissions' : 'tool_permissions'),
        hint: 'Name the tools that the agent may use in "tools" and remove the permissions.',
      });
    }
    if (entry.disable_parallel) {
      const reason = 'Tools of MCP servers cannot be kept from running side by side yet.';
      loading.setAside(at('disable_parallel'), reason, 'Remove disable_parallel.');
    }
  }
  return spec;
}
