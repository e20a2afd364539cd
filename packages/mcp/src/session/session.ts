/**
 * One open MCP session, over the streams of a process or over streamable HTTP. What goes wrong in a call is data:
 * the server refused it, did not answer in time, or is gone.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { type JsonObject, NexError } from '@nex/core';
import * as z from 'zod';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import { type ChildPlace, childEnvironment } from './child-environment.ts';
import { ProcessTransport } from './process-transport.ts';

export type SessionTarget =
  | {
      type: 'stdio';
      command: string;
      args: readonly string[];
      env: Record<string, string>;
      place: ChildPlace;
    }
  | { type: 'http'; url: string; headers: Record<string, string> };

export interface SessionOptions {
  signal: AbortSignal;
  /** Default `legacy`. */
  protocol?: 'legacy' | 'auto';
  /** Until the server is ready. Default 20,000. */
  startTimeoutMs?: number;
  /** Default 32 MiB. */
  maxMessageBytes?: number;
}

/** A tool result, read without demanding more of a server than MCP's servers keep. */
export const RawToolResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string() })).default([]),
  structuredContent: z.json().optional(),
  isError: z.boolean().optional(),
});
export type RawToolResult = z.infer<typeof RawToolResult>;

export type CallAnswer =
  | { kind: 'result'; result: RawToolResult }
  /** The server answered with an error of the protocol. */
  | { kind: 'refused'; message: string }
  | { kind: 'timeout' | 'gone' };

export interface McpSession extends AsyncDisposable {
  /** Of the process; `undefined` over HTTP. */
  readonly pid: number | undefined;
  readonly startMs: number;
  readonly closed: boolean;
  /** Last words of the process on stderr: for the log, never for a model. */
  readonly stderrTail: string;
  /** The whole list. Throws `tool_unavailable`. */
  listTools(options: { signal: AbortSignal; timeoutMs: number }): Promise<SnapshotTool[]>;
  /** Throws only when the signal aborts; the server may still be at work then. */
  callTool(
    name: string,
    args: JsonObject,
    options: { signal: AbortSignal; timeoutMs: number },
  ): Promise<CallAnswer>;
  /** Ends the process group at once; closes an HTTP session. */
  kill(): Promise<void>;
}

/** Opens a session. Throws `tool_unavailable` when the server cannot be started or reached; `cancelled` on abort. */
export async function openMcpSession(target: SessionTarget, options: SessionOptions): Promise<McpSession> {
  const startedAt = performance.now();
  const transport = makeTransport(target, options.maxMessageBytes ?? 32 * 1024 * 1024);
  const client = new Client(
    { name: 'nex', version: '1.0.0' },
    { versionNegotiation: { mode: options.protocol ?? 'legacy' } },
  );
  let closed = false;
  client.onclose = () => {
    closed = true;
  };
  client.onerror = () => {};
  const process = transport instanceof ProcessTransport ? transport : undefined;
  const end = async (gently: boolean) => {
    closed = true;
    if (process && !gently) await process.kill();
    if (transport instanceof StreamableHTTPClientTransport) {
      await Promise.race([
        transport.terminateSession().catch(() => {}),
        delay(1_000, undefined, { ref: false }),
      ]);
    }
    await client.close().catch(() => {});
    await process?.close();
  };
  try {
    const timeout = options.startTimeoutMs ?? 20_000;
    await client.connect(transport, { signal: options.signal, timeout });
    options.signal.throwIfAborted();
  } catch (cause) {
    await end(false);
    if (options.signal.aborted)
      throw new NexError('cancelled', 'Opening the session was cancelled.', { cause });
    throw new NexError('tool_unavailable', 'The tool server could not be started or reached.', {
      hint: 'Check the server’s command or address, and that it speaks MCP.',
      cause: process ? new Error(process.stderrTail, { cause }) : cause,
    });
  }
  return {
    pid: process?.pid,
    startMs: Math.round(performance.now() - startedAt),
    get closed() {
      return closed;
    },
    get stderrTail() {
      return process?.stderrTail ?? '';
    },
    listTools: (request) => listTools(client, request),
    callTool: (name, args, request) => callTool(client, name, args, request),
    kill: () => end(false),
    [Symbol.asyncDispose]: () => end(true),
  };
}

function makeTransport(target: SessionTarget, maxMessageBytes: number): Transport {
  if (target.type === 'http') {
    return new StreamableHTTPClientTransport(new URL(target.url), {
      requestInit: { headers: target.headers },
    });
  }
  return new ProcessTransport({
    command: target.command,
    args: target.args,
    env: childEnvironment(target.place, target.env),
    cwd: target.place.cwd,
    maxMessageBytes,
  });
}

async function listTools(
  client: Client,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<SnapshotTool[]> {
  try {
    const { tools } = await client.listTools(undefined, {
      signal: options.signal,
      timeout: options.timeoutMs,
    });
    return tools.map((tool) => ({
      name: tool.name,
      ...(tool.title === undefined ? {} : { title: tool.title }),
      description: tool.description ?? '',
      inputSchema: toJsonRecord(tool.inputSchema),
      ...(tool.outputSchema === undefined ? {} : { outputSchema: toJsonRecord(tool.outputSchema) }),
      ...(tool.annotations === undefined ? {} : { annotations: toJsonRecord(tool.annotations) }),
    }));
  } catch (cause) {
    if (options.signal.aborted)
      throw new NexError('cancelled', 'Listing the tools was cancelled.', { cause });
    throw new NexError('tool_unavailable', 'The tool server did not list its tools.', { cause });
  }
}

const JsonRecord = z.record(z.string(), z.json());
function toJsonRecord(value: unknown): SnapshotTool['inputSchema'] {
  return JsonRecord.parse(value);
}

async function callTool(
  client: Client,
  name: string,
  args: JsonObject,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<CallAnswer> {
  try {
    const request = { method: 'tools/call', params: { name, arguments: args } };
    const result = await client.request(request, RawToolResult, {
      signal: options.signal,
      timeout: options.timeoutMs,
    });
    return { kind: 'result', result };
  } catch (error) {
    if (options.signal.aborted)
      throw new NexError('cancelled', 'The tool call was cancelled.', { cause: error });
    if (error instanceof ProtocolError) return { kind: 'refused', message: error.message };
    if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) return { kind: 'timeout' };
    return { kind: 'gone' };
  }
}
