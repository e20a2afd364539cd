/** What an agent asks its MCP servers for, in one digest: under it a cassette keeps the tools that they offered. */
import type { McpServerSpec } from '@nex/core';
import { digestJson } from '@nex/core/digest';

/** By names alone: how a server is reached, and with what keys, does not count. */
export function serversDigest(servers: readonly McpServerSpec[]): string {
  return digestJson(servers.map(({ name, tools }) => ({ name, tools })));
}
