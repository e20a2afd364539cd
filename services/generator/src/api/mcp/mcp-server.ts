/**
 * One MCP server over the table of tools. What a tool throws becomes a result with `isError` that says code, message,
 * place and hint; a fault of the platform says no more than that it is one, and goes to the log.
 */
import { type CallToolResult, McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { ERROR_CODES, type Failure, toNexError } from '@nex/core';
import type * as z from 'zod';
import type { Context } from '../../context.ts';
import { TOOLS } from './index.ts';
import type { GeneratorTool, ToolCall } from './tool.ts';

const INSTRUCTIONS =
  'Builds frameworks of agents from a sentence. search_catalogue tells what tools there are; build_framework starts ' +
  'one and gives its id; get_framework with wait_seconds waits for it and has its proof; lint_framework and ' +
  'simulate_framework check files, also ones that you changed.';

export function createGeneratorMcp(context: Context): McpServer {
  const server = new McpServer(
    { name: 'nex-generator', title: 'Generator of agent frameworks', version: '1.0.0' },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  for (const tool of TOOLS) {
    const { name, title, description, hints, output } = tool;
    server.registerTool(
      name,
      { title, description, inputSchema: told(tool.input), outputSchema: output, annotations: hints },
      (input, at) => callTool(tool, input, toolCall(context, at)),
    );
  }
  return server;
}

export async function callTool(
  tool: Pick<GeneratorTool, 'run'>,
  input: unknown,
  call: ToolCall,
): Promise<CallToolResult> {
  try {
    const structuredContent = await tool.run(input ?? {}, call);
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (thrown) {
    const error = toNexError(thrown);
    if (ERROR_CODES[error.code].http >= 500) call.context.log.warn({ err: thrown }, 'tool call failed');
    return { content: [{ type: 'text', text: failureText(error.toFailure()) }], isError: true };
  }
}

function failureText({ code, message, where, hint }: Failure): string {
  return [`${code}: ${message}`, where && `Where: ${where}`, hint && `Hint: ${hint}`]
    .filter(Boolean)
    .join('\n');
}

/** The schema that is told; the tool itself checks what comes, so that its faults read like all others. */
function told(schema: z.ZodType) {
  const standard = schema['~standard'];
  return { '~standard': { ...standard, validate: (value: unknown) => ({ value }) } };
}

function toolCall(context: Context, { mcpReq }: ServerContext): ToolCall {
  const token = mcpReq._meta?.progressToken;
  return {
    context,
    signal: mcpReq.signal,
    async progress(done, message) {
      if (token === undefined) return;
      const params = { progressToken: token, progress: done, message };
      await mcpReq.notify({ method: 'notifications/progress', params });
    },
  };
}
