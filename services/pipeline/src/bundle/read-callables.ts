/** What the agents of a framework may call, as models see it, as far as its files tell. */
import { BUILTIN_NAMES, type FaultTarget, isForTool, WORKSPACE } from '@nex/core';
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
  /** Whether a fault's pattern means a tool that is there, or may be there as above. Agents are no tools to faults. */
  isForAny(pattern: string): boolean;
}

/** The servers that faults know tools by which have none: built-in and foreign ones, and those that were written for an agent. */
const SERVERLESS = [WORKSPACE, 'custom'];

export function readCallables(
  files: readonly BundleFileText[],
  capabilities: readonly Capability[],
): Callables {
  const names = new Set<string>(BUILTIN_NAMES);
  const aliases = new Map<string, string>();
  const unlisted: string[] = [];
  const targets: FaultTarget[] = [];
  const addTool = (server: string, tool: string) => {
    for (const name of [`${server}__${tool}`, `mcp__${server}__${tool}`]) {
      names.add(name);
      targets.push({ name, server, tool });
    }
    aliases.set(tool, `${server}__${tool}`);
  };
  for (const { server, tool } of capabilities) addTool(server, tool);
  const listed = new Set(capabilities.map(({ server }) => server));
  for (const { path, content } of files) {
    if (!/\.ya?ml$/.test(path)) continue;
    const { name, tools = [], sub_agents: agents = [], mcp_servers: servers = [] } = callersIn(content);
    for (const tool of tools) targets.push(...serverless(tool.name));
    for (const one of [...tools, ...agents, ...(name === undefined ? [] : [{ name }])]) names.add(one.name);
    for (const server of servers) {
      for (const tool of server.tools ?? []) addTool(server.name, tool);
      if (!server.tools && !listed.has(server.name)) unlisted.push(server.name);
    }
  }
  const text = files.map(({ content }) => content).join('\n');
  for (const name of BUILTIN_NAMES) if (text.includes(name)) targets.push(...serverless(name));
  const isOpen = (name: string) =>
    unlisted.some((server) => name.startsWith(`${server}__`) || name.startsWith(`mcp__${server}__`));
  return {
    names,
    seenAs: (name) => aliases.get(name),
    isMentioned: (name) => isOpen(name) || text.includes(name),
    isForAny: (pattern) =>
      targets.some((target) => isForTool(pattern, target)) ||
      unlisted.some((server) =>
        [`${server}__`, `mcp__${server}__`, `${server}/`].some((beginning) => mayBegin(pattern, beginning)),
      ),
  };
}

function serverless(tool: string): FaultTarget[] {
  return SERVERLESS.map((server) => ({ name: tool, server, tool }));
}

/** Whether a pattern means some text with this beginning, as far as its words before the first wildcard tell. */
function mayBegin(pattern: string, beginning: string): boolean {
  const [fixed = ''] = pattern.split(/[*?]/, 1);
  return fixed.startsWith(beginning) || (fixed !== pattern && beginning.startsWith(fixed));
}

/** A file that cannot be read names nothing. */
function callersIn(content: string): z.output<typeof Callers> {
  try {
    return Callers.parse(parse(content));
  } catch {
    return {};
  }
}
