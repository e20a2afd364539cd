/** A span around each execution of a tool. */
import type { Tool } from '@nex/core';
import { GEN_AI, inSpan } from '@nex/telemetry';

export function traceTool(tool: Tool): Tool {
  const { definition } = tool;
  return {
    definition,
    check: (args) => tool.check(args),
    execute: (args, context) =>
      inSpan(
        `execute_tool ${definition.name}`,
        {
          attributes: {
            [GEN_AI.operation]: 'execute_tool',
            [GEN_AI.toolName]: definition.name,
            [GEN_AI.toolCallId]: context.callId,
            [GEN_AI.toolType]: 'function',
            ...(definition.origin.kind === 'mcp' ? { 'nex.mcp.server': definition.origin.server } : {}),
          },
        },
        async (span) => {
          const outcome = await tool.execute(args, context);
          if (outcome.isError) span.setAttribute('error.type', outcome.errorKind ?? 'tool_error');
          return outcome;
        },
      ),
  };
}
