/**
 * One MCP server over a table of tools. What a tool throws becomes a result with `isError` that says code, message, place
 * and hint; a fault of the platform says no more than that it is one, and goes to `onFault`.
 */
import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
  type Tool,
} from '@modelcontextprotocol/server';
import { ERROR_CODES, type NexError, toNexError } from '@nex/core';
import * as z from 'zod';
import type { FaceTool, ToolCall } from './tool.ts';

export interface Face<C> {
  name: string;
  title: string;
  /** For a model: what the tools are for and how they go together. */
  instructions: string;
  /** In the order in which clients list them. */
  tools: readonly FaceTool<C>[];
  /** Tools that somebody else answers for, listed after these. */
  others?: (context: C, signal: AbortSignal) => Promise<Tool[]>;
  /** Why a caller may not call a tool of this name, be it here or not. */
  refusal?: (name: string, context: C) => NexError | undefined;
  onFault(thrown: unknown): void;
}

export function createFace<C>(face: Face<C>, listed: readonly Tool[], context: C): Server {
  const { name, title, instructions } = face;
  const server = new Server({ name, title, version: '1.0.0' }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler('tools/list', async (_request, { mcpReq }) => ({
    tools: [...listed, ...((await face.others?.(context, mcpReq.signal)) ?? [])],
  }));
  server.setRequestHandler('tools/call', ({ params }, at) => {
    const refused = face.refusal?.(params.name, context);
    if (refused) return failed(refused);
    const tool = face.tools.find((one) => one.name === params.name);
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Tool ${params.name} not found`);
    return callTool(tool, params.arguments, toolCall(context, at), face.onFault);
  });
  return server;
}

/** The tools as clients are told of them. */
export function describeTools<C>(tools: readonly FaceTool<C>[]): Tool[] {
  return tools.map(({ name, title, description, input, output, hints }) => ({
    name,
    title,
    description,
    inputSchema: schemaOf(input, 'input'),
    outputSchema: schemaOf(output, 'output'),
    annotations: hints,
  }));
}

export async function callTool<C>(
  tool: Pick<FaceTool<C>, 'run'>,
  input: unknown,
  call: ToolCall<C>,
  onFault: (thrown: unknown) => void,
): Promise<CallToolResult> {
  try {
    const structuredContent = await tool.run(input ?? {}, call);
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (thrown) {
    const error = toNexError(thrown);
    if (ERROR_CODES[error.code].http >= 500) onFault(thrown);
    return failed(error);
  }
}

function failed(error: NexError): CallToolResult {
  const { code, message, where, hint } = error.toFailure();
  const lines = [`${code}: ${message}`, where && `Where: ${where}`, hint && `Hint: ${hint}`];
  return { content: [{ type: 'text', text: lines.filter(Boolean).join('\n') }], isError: true };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Tool['inputSchema'] {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest as Tool['inputSchema'];
}

function toolCall<C>(context: C, { mcpReq }: ServerContext): ToolCall<C> {
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
