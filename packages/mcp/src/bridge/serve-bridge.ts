/**
 * A server of MCP over standard input and output that hands every call on to another server. It keeps nothing of its
 * own: tools, results and progress are the other's, and a caller that cancels cancels there.
 */
import { PassThrough, type Writable } from 'node:stream';
import { type CallToolResult, Server, type ServerContext, type Tool } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { isJsonObject, type JsonObject } from '@nex/core';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { SessionTarget } from '../session/connect.ts';
import { type McpSession, openMcpSession } from '../session/session.ts';

export interface BridgeOptions {
  /** How the bridge names itself. */
  name: string;
  title: string;
  input: NodeJS.ReadableStream;
  output: Writable;
  signal: AbortSignal;
  /** Of one call. Default one hour. */
  timeoutMs?: number;
  /** Which tools are listed and can be called. Default: all. */
  offers?(tool: SnapshotTool): boolean;
}

const LIST_TIMEOUT_MS = 30_000;

/** Serves until the input ends or the signal aborts. Throws `tool_unavailable` when the other server does not answer. */
export async function serveBridge(target: SessionTarget, options: BridgeOptions): Promise<void> {
  const { input, output, signal } = options;
  await using session = await openMcpSession(target, { signal, protocol: 'auto' });
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) input.once(event, () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const lines = input.pipe(new PassThrough());
  const transport = new StdioServerTransport(lines, output);
  const served = serveStdio(() => bridgeServer(session, options), { transport });
  await ended;
  await served.close();
}

function bridgeServer(session: McpSession, options: BridgeOptions): Server {
  const { name, title, timeoutMs = 3_600_000, offers } = options;
  const { instructions } = session;
  const server = new Server(
    { name, title, version: '1.0.0' },
    { capabilities: { tools: {} }, ...(instructions === undefined ? {} : { instructions }) },
  );
  const list = async (signal: AbortSignal) => {
    const tools = await session.listTools({ signal, timeoutMs: LIST_TIMEOUT_MS });
    return offers ? tools.filter(offers) : tools;
  };
  server.setRequestHandler('tools/list', async (_request, { mcpReq }) => ({
    tools: (await list(mcpReq.signal)) as Tool[],
  }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const args = isJsonObject(params.arguments) ? params.arguments : {};
    if (offers && !(await list(context.mcpReq.signal)).some((tool) => tool.name === params.name)) {
      return failed(`not_found: There is no tool ${params.name}.`);
    }
    return handOn(session, { name: params.name, args, timeoutMs }, context);
  });
  return server;
}

async function handOn(
  session: McpSession,
  { name, args, timeoutMs }: { name: string; args: JsonObject; timeoutMs: number },
  { mcpReq }: ServerContext,
): Promise<CallToolResult> {
  const token = mcpReq._meta?.progressToken;
  const answer = await session.callTool(name, args, {
    signal: mcpReq.signal,
    timeoutMs,
    onProgress:
      token === undefined
        ? undefined
        : (progress) => {
            const params = { progressToken: token, ...progress };
            // A caller that is gone needs no progress; its call is cancelled by the transport.
            mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
          },
  });
  if (answer.kind === 'result') {
    const { content, structuredContent, isError } = answer.result;
    return {
      content: content as CallToolResult['content'],
      ...(structuredContent === undefined ? {} : { structuredContent }),
      ...(isError === undefined ? {} : { isError }),
    };
  }
  const text = {
    refused: () => `invalid_request: ${answer.kind === 'refused' ? answer.message : ''}`,
    vanished: () => `not_found: There is no tool ${name}.`,
    timeout: () => 'timeout: The call took too long.\nHint: Ask again, or wait in shorter steps.',
    gone: () => 'unavailable: The platform does not answer.\nHint: nex status shows what runs.',
  }[answer.kind]();
  return failed(text);
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
