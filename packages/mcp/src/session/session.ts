/** One open MCP session, over the streams of a process, over streamable HTTP, or over HTTP+SSE. */
import { type JsonObject, NexError } from '@nex/core';
import { maskSecrets, secretsOf } from '../alias/secrets.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import { type CallAnswer, type CallOptions, callTool } from './call-tool.ts';
import { type Connected, connect, disconnect, type ProtocolChoice, type SessionTarget } from './connect.ts';
import { ProcessTransport } from './process-transport.ts';
import { listTools, toSnapshotTool } from './tool-list.ts';

export interface SessionOptions {
  signal: AbortSignal;
  /** Default `legacy`. */
  protocol?: ProtocolChoice;
  /** Until the server is ready. Default 20,000. */
  startTimeoutMs?: number;
  /** Default 32 MiB. */
  maxMessageBytes?: number;
  /** The server said that its tools changed: the new list. Must not throw. */
  onToolsChanged?: (tools: SnapshotTool[]) => void;
}

export interface McpSession extends AsyncDisposable {
  /** Of the process; `undefined` over HTTP. */
  readonly pid: number | undefined;
  readonly startMs: number;
  readonly closed: boolean;
  /** The version of MCP that both sides speak. */
  readonly protocolVersion: string;
  /** What the server says of itself. */
  readonly server: { name: string; version: string; title?: string | undefined } | undefined;
  /** What the server says of its own use. */
  readonly instructions?: string | undefined;
  /** Last words of the process on stderr: for the log, never for a model. */
  readonly stderrTail: string;
  /** Lines on the stdout of the process that were no messages. */
  readonly noise: number;
  /** The whole list. Throws `tool_unavailable`. */
  listTools(options: { signal: AbortSignal; timeoutMs: number }): Promise<SnapshotTool[]>;
  /** Throws only when the signal aborts: the server is told so, and may still be at work. */
  callTool(name: string, args: JsonObject, options: CallOptions): Promise<CallAnswer>;
  /** Whether the process has answered all that it was asked, or does so within the time. Over HTTP always true. */
  quiet(withinMs: number): Promise<boolean>;
  /** Ends the process group at once; closes an HTTP session. */
  kill(): Promise<void>;
}

/** Opens a session. Throws `tool_unavailable` when the server cannot be started or reached; `cancelled` on abort. */
export async function openMcpSession(target: SessionTarget, options: SessionOptions): Promise<McpSession> {
  const startedAt = performance.now();
  let offered: ReadonlySet<string> | undefined;
  const onChanged = (_error: Error | null, tools: Parameters<typeof toSnapshotTool>[0][] | null) => {
    if (!tools) return;
    offered = new Set(tools.map((tool) => tool.name));
    options.onToolsChanged?.(tools.map(toSnapshotTool));
  };
  const connected = await open(target, options, onChanged);
  const { client, transport } = connected;
  const process = transport instanceof ProcessTransport ? transport : undefined;
  let closed = false;
  client.onclose = () => {
    closed = true;
  };
  const end = async (gently: boolean) => {
    closed = true;
    await disconnect(connected, gently);
  };
  return {
    pid: process?.pid,
    startMs: Math.round(performance.now() - startedAt),
    protocolVersion: client.getNegotiatedProtocolVersion() ?? '',
    server: client.getServerVersion(),
    instructions: client.getInstructions(),
    get closed() {
      return closed;
    },
    get stderrTail() {
      return process?.stderrTail ?? '';
    },
    get noise() {
      return process?.noise ?? 0;
    },
    listTools: (request) => listTools(client, request),
    callTool: async (name, args, request) => {
      if (offered && !offered.has(name)) return { kind: 'vanished' };
      return callTool(client, name, args, request);
    },
    quiet: async (withinMs) => process?.quiet(withinMs) ?? true,
    kill: () => end(false),
    [Symbol.asyncDispose]: () => end(true),
  };
}

/** The cause of what it throws holds no secret of the target, whatever the server answered. */
async function open(
  target: SessionTarget,
  options: SessionOptions,
  onChanged: NonNullable<Parameters<typeof connect>[1]['listChanged']['tools']>['onChanged'],
): Promise<Connected> {
  const {
    signal,
    protocol = 'legacy',
    startTimeoutMs = 20_000,
    maxMessageBytes = 32 * 1024 * 1024,
  } = options;
  try {
    signal.throwIfAborted();
    const listChanged = { tools: { debounceMs: 50, onChanged } };
    return await connect(target, {
      signal,
      protocol,
      timeoutMs: startTimeoutMs,
      maxMessageBytes,
      listChanged,
    });
  } catch (thrown) {
    if (signal.aborted) throw new NexError('cancelled', 'Opening the session was cancelled.');
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new NexError('tool_unavailable', 'The tool server could not be started or reached.', {
      hint: 'Check the server’s command or address, and that it speaks MCP.',
      cause: new Error(maskSecrets(message, secretsOf(target))),
    });
  }
}
