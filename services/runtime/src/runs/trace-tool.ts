/** A span around each execution of a tool. */
import { type Tool, textOf } from '@nex/core';
import { GEN_AI, inSpan } from '@nex/telemetry';

/** `captureContent`: the span holds the arguments and the result. */
export function traceTool(tool: Tool, captureContent: boolean): Tool {
  const { definition } = tool;
  return {
    ...tool,
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
          if (captureContent) span.setAttribute(GEN_AI.toolArguments, JSON.stringify(args));
          const outcome = await tool.execute(args, context);
          if (outcome.isError) span.setAttribute('error.type', outcome.errorKind ?? 'tool_error');
          if (captureContent) span.setAttribute(GEN_AI.toolResult, textOf(outcome));
          return outcome;
        },
      ),
  };
}
