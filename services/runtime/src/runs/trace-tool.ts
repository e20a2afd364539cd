/** A span around each execution of a tool, and what the metrics are told of it. */
import { secondsSince, type Tool, type ToolOutcome, textOf } from '@nex/core';
import { GEN_AI, inSpan } from '@nex/telemetry';
import type { Context } from '../context.ts';

/** With `captureContent` the span holds the arguments and the result. */
export function traceTool(tool: Tool, { config, metrics }: Pick<Context, 'config' | 'metrics'>): Tool {
  const { definition } = tool;
  const { captureContent } = config;
  const { origin } = definition;
  const server = origin.kind === 'mcp' ? origin.server : origin.kind;
  const tell = (startedAt: number, outcome: string) => {
    metrics.count('nex_tool_calls_total', { server, tool: definition.name, outcome });
    metrics.record('nex_tool_call_duration_seconds', secondsSince(startedAt), { server });
  };
  const execute: Tool['execute'] = async (args, context) => {
    const startedAt = performance.now();
    let outcome: ToolOutcome | undefined;
    try {
      outcome = await tool.execute(args, context);
      return outcome;
    } finally {
      tell(startedAt, outcome ? (outcome.isError ? (outcome.errorKind ?? 'tool_error') : 'ok') : 'thrown');
    }
  };
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
          const outcome = await execute(args, context);
          if (outcome.isError) span.setAttribute('error.type', outcome.errorKind ?? 'tool_error');
          if (captureContent) span.setAttribute(GEN_AI.toolResult, textOf(outcome));
          return outcome;
        },
      ),
  };
}
