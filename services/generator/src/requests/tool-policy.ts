/** Which tools of the catalogue a request allows. */

import { didYouMean } from '@nex/agent-config';
import { NexError, type ToolPolicy } from '@nex/core';
import type { ToolIndex } from '@nex/mcp';

type IndexedTool = ReturnType<ToolIndex['all']>[number];

/** The allowed tools, by server and name. A tool is denied by its own name or its server's; denying wins. */
export function allowedTools(toolIndex: ToolIndex, policy: ToolPolicy): IndexedTool[] {
  const { allowServers, denyServers, allowTools, denyTools } = policy;
  const isNamed = (tool: IndexedTool, names: readonly string[]) =>
    names.includes(`${tool.server}/${tool.tool}`) || names.includes(tool.definition.name);
  return toolIndex.all().filter((tool) => {
    if (denyServers.includes(tool.server) || isNamed(tool, denyTools)) return false;
    if (allowServers.length === 0 && allowTools.length === 0) return true;
    return allowServers.includes(tool.server) || isNamed(tool, allowTools);
  });
}

/** Throws `invalid_request` for names that the catalogue does not have and for a policy that leaves nothing. */
export function checkToolPolicy(toolIndex: ToolIndex, policy: ToolPolicy): void {
  if (toolIndex.size === 0) {
    throw new NexError('invalid_request', 'The catalogue holds no tool, so no agent could do anything.', {
      where: 'tools',
      hint: 'Add servers to the catalogue with their snapshots (nex catalogue snapshot), or set CATALOGUE_DIR.',
    });
  }
  const tools = toolIndex.all();
  const servers = [...new Set(tools.map((tool) => tool.server))];
  const names = tools.flatMap((tool) => [`${tool.server}/${tool.tool}`, tool.definition.name]);
  checkNames(policy, 'allowServers', servers);
  checkNames(policy, 'denyServers', servers);
  checkNames(policy, 'allowTools', names);
  checkNames(policy, 'denyTools', names);
  const both =
    policy.allowServers.find((name) => policy.denyServers.includes(name)) ??
    policy.allowTools.find((name) => policy.denyTools.includes(name));
  if (both !== undefined) {
    throw new NexError('invalid_request', `The tool policy both allows and denies ${both}.`, {
      where: 'tools',
      hint: `Take ${both} out of one of the two lists.`,
    });
  }
  if (allowedTools(toolIndex, policy).length > 0) return;
  throw new NexError('invalid_request', 'The tool policy leaves no tool of the catalogue.', {
    where: 'tools',
    hint: 'Deny fewer servers and tools, or allow more.',
  });
}

function checkNames(
  policy: ToolPolicy,
  key: 'allowServers' | 'denyServers' | 'allowTools' | 'denyTools',
  known: readonly string[],
): void {
  const unknown = policy[key].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const kind = key.endsWith('Servers') ? 'server' : 'tool';
  throw new NexError('invalid_request', `The catalogue has no ${kind} ${unknown}.`, {
    where: `tools.${key}`,
    hint: didYouMean(unknown, known) ?? 'GET /v1/catalogue lists what there is.',
  });
}
