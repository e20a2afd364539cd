/** The check of arguments of a tool whose definition is on record. */
import type { Tool, ToolDefinition } from '@nex/core';
import type { Context } from '../context.ts';

export function recordedCheck(
  { argumentChecks }: Pick<Context, 'argumentChecks'>,
  { origin, name, inputSchema }: ToolDefinition,
): Tool['check'] {
  if (origin.kind !== 'mcp') return argumentChecks.forTool(name, name, inputSchema);
  return argumentChecks.forTool(origin.snapshot, origin.tool, inputSchema);
}
