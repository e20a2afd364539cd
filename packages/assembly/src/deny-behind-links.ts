/**
 * Rules for paths are judged by the paths as they are written. A command of the agent may have made a link, so a tool
 * that works on files is also denied what the link leads to.
 */
import { relative } from 'node:path';
import { isPathDenied, pathsOfCall } from '@nex/agent';
import { errorOutcome, type PermissionRules, type Tool } from '@nex/core';
import type { Workspace } from '@nex/tools';

export function denyBehindLinks(
  tool: Tool,
  builtin: string,
  rules: PermissionRules,
  workspace: Workspace,
): Tool {
  if (rules.deny.length === 0) return tool;
  return {
    ...tool,
    async execute(args, context) {
      for (const path of pathsOfCall(builtin, args)) {
        const real = await realPath(workspace, path);
        if (real === undefined || !isPathDenied(rules, real)) continue;
        const text = `${tool.definition.name} was not allowed to run: A rule forbids what ${path} leads to.`;
        return errorOutcome('denied', text);
      }
      return tool.execute(args, context);
    },
  };
}

/** From the workspace's root, links followed. `undefined` when the tool itself will refuse the path. */
async function realPath(workspace: Workspace, path: string): Promise<string | undefined> {
  const [root, found] = await Promise.all([workspace.resolve('.'), workspace.resolve(path)]);
  return root.ok && found.ok ? relative(root.hostPath, found.hostPath) : undefined;
}
