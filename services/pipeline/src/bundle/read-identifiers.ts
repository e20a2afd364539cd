/** Names of a framework's agents and tools as they stand in its files. */
import type { FrameworkFile } from '@nex/core';
import { parse } from 'yaml';
import * as z from 'zod';
import type { BundleFileText } from './read-bundle.ts';
import type { Capability } from './read-capabilities.ts';

/** Of an agent's file only what names tools; the rest is the runtime's to judge. */
const AgentNames = z.object({
  tools: z
    .array(z.object({ name: z.string() }))
    .optional()
    .catch(undefined),
  mcp_servers: z
    .array(z.object({ name: z.string(), tools: z.array(z.string()).optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});

/** Each name once. A file that cannot be read names nothing. */
export function readIdentifiers(
  framework: FrameworkFile,
  files: readonly BundleFileText[],
  capabilities: readonly Capability[],
): string[] {
  const names = new Set<string>([framework.name]);
  for (const agent of framework.agents) {
    names.add(agent.name);
    const content = files.find((file) => file.path === agent.file)?.content;
    for (const name of content === undefined ? [] : toolNames(content)) names.add(name);
  }
  for (const { tool } of capabilities) names.add(tool);
  return [...names].filter((name) => name !== '');
}

function toolNames(content: string): string[] {
  try {
    const { tools = [], mcp_servers: servers = [] } = AgentNames.parse(parse(content));
    return [...tools.map(({ name }) => name), ...servers.flatMap((server) => server.tools ?? [])];
  } catch {
    return [];
  }
}
