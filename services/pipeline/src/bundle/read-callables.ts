/** What the agents of a framework may call, as models see it, as far as its files tell. */
import { BUILTIN_NAMES } from '@nex/core';
import { parse } from 'yaml';
import * as z from 'zod';
import type { BundleFileText } from './read-bundle.ts';
import type { Capability } from './read-capabilities.ts';

const Named = z.object({ name: z.string() });
const Callers = z.object({
  name: z.string().optional().catch(undefined),
  tools: z.array(Named).optional().catch(undefined),
  sub_agents: z.array(Named).optional().catch(undefined),
  mcp_servers: z
    .array(Named.extend({ tools: z.array(z.string()).optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});

export interface Callables {
  names: ReadonlySet<string>;
  /** What models see a server's tool as that is named without its server. */
  seenAs(name: string): string | undefined;
  /** Whether it may be there all the same: a file says its name, or the tools of its server are listed nowhere. */
  isMentioned(name: string): boolean;
}

export function readCallables(
  files: readonly BundleFileText[],
  capabilities: readonly Capability[],
): Callables {
  const names = new Set<string>(BUILTIN_NAMES);
  const aliases = new Map<string, string>();
  const unlisted: string[] = [];
  const addTool = (server: string, tool: string) => {
    names.add(`${server}__${tool}`).add(`mcp__${server}__${tool}`);
    aliases.set(tool, `${server}__${tool}`);
  };
  for (const { server, tool } of capabilities) addTool(server, tool);
  const listed = new Set(capabilities.map(({ server }) => server));
  for (const { path, content } of files) {
    if (!/\.ya?ml$/.test(path)) continue;
    const { name, tools = [], sub_agents: agents = [], mcp_servers: servers = [] } = callersIn(content);
    for (const one of [...tools, ...agents, ...(name === undefined ? [] : [{ name }])]) names.add(one.name);
    for (const server of servers) {
      for (const tool of server.tools ?? []) addTool(server.name, tool);
      if (!server.tools && !listed.has(server.name)) unlisted.push(server.name);
    }
  }
  const isOpen = (name: string) =>
    unlisted.some((server) => name.startsWith(`${server}__`) || name.startsWith(`mcp__${server}__`));
  return {
    names,
    seenAs: (name) => aliases.get(name),
    isMentioned: (name) => isOpen(name) || files.some(({ content }) => content.includes(name)),
  };
}

/** A file that cannot be read names nothing. */
function callersIn(content: string): z.output<typeof Callers> {
  try {
    return Callers.parse(parse(content));
  } catch {
    return {};
  }
}
