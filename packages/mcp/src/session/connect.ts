/**
 * Connects a client: which transport, which era of the protocol, and what is tried next. Over HTTP a server that
 * answers the handshake with a client error other than a refusal of the caller is tried with the older HTTP+SSE
 * transport, as MCP describes. Over stdio a server that ends when it is asked for its era is started again without
 * the question.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  Client,
  type ClientOptions,
  SdkHttpError,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { type ChildPlace, childEnvironment } from './child-environment.ts';
import { limitedFetch } from './limited-fetch.ts';
import { ProcessTransport } from './process-transport.ts';

export type SessionTarget =
  | {
      type: 'stdio';
      command: string;
      args: readonly string[];
      env: Record<string, string>;
      place: ChildPlace;
    }
  | {
      type: 'http';
      url: string;
      headers: Record<string, string>;
      /** The older transport at once. */
      transport?: 'sse' | undefined;
      /** Default: that of the platform. */
      fetch?: typeof globalThis.fetch | undefined;
    };

/**
 * `legacy`: the initialize handshake, up to 2025-11-25. `modern`: 2026-07-28, and nothing else. `auto`: the server is
 * asked first which it speaks.
 */
export type ProtocolChoice = 'legacy' | 'modern' | 'auto';

export interface ConnectOptions {
  signal: AbortSignal;
  protocol: ProtocolChoice;
  timeoutMs: number;
  maxMessageBytes: number;
  listChanged: NonNullable<ClientOptions['listChanged']>;
}

export interface Connected {
  client: Client;
  transport: Transport;
}

const MODERN_VERSION = '2026-07-28';
/** A server that knows no question before the handshake may leave it unanswered. */
const ASK_TIMEOUT_MS = 3_000;
const END_TIMEOUT_MS = 1_000;
/** The caller is refused, not the transport. */
const REFUSALS: readonly number[] = [401, 403, 407, 429];

/** Throws what the last attempt threw; then nothing is left running. */
export async function connect(target: SessionTarget, options: ConnectOptions): Promise<Connected> {
  const transport = makeTransport(target, options.maxMessageBytes);
  try {
    return await attempt(transport, options);
  } catch (error) {
    if (options.signal.aborted) throw error;
    if (target.type === 'http' && !target.transport && isWrongTransport(error)) {
      return connect({ ...target, transport: 'sse' }, { ...options, protocol: 'legacy' });
    }
    if (target.type === 'stdio' && options.protocol === 'auto') {
      return connect(target, { ...options, protocol: 'legacy' });
    }
    if (transport instanceof ProcessTransport && transport.stderrTail) {
      throw new Error(`${error instanceof Error ? error.message : ''}\n${transport.stderrTail}`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** Ends a process group, or an HTTP session. `gently`: a process is asked first. */
export async function disconnect({ client, transport }: Connected, gently: boolean): Promise<void> {
  if (transport instanceof ProcessTransport && !gently) await transport.kill();
  if (transport instanceof StreamableHTTPClientTransport) {
    const ended = transport.terminateSession().catch(() => {});
    await Promise.race([ended, delay(END_TIMEOUT_MS, undefined, { ref: false })]);
  }
  await client.close().catch(() => {});
  await transport.close();
}

async function attempt(transport: Transport, options: ConnectOptions): Promise<Connected> {
  const { signal, protocol, timeoutMs, listChanged } = options;
  const mode = protocol === 'modern' ? { pin: MODERN_VERSION } : protocol;
  const probe = { timeoutMs: transport instanceof ProcessTransport ? ASK_TIMEOUT_MS : timeoutMs };
  const client = new Client(
    { name: 'nex', version: '1.0.0' },
    { versionNegotiation: { mode, ...(protocol === 'auto' ? { probe } : {}) }, listChanged },
  );
  client.onerror = () => {};
  const abort = () => void transport.close().catch(() => {});
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect(transport, { signal, timeout: timeoutMs });
    signal.throwIfAborted();
    return { client, transport };
  } catch (error) {
    await disconnect({ client, transport }, false);
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function makeTransport(target: SessionTarget, maxMessageBytes: number): Transport {
  if (target.type === 'stdio') {
    const { command, args, env, place } = target;
    return new ProcessTransport({
      command,
      args,
      env: childEnvironment(place, env),
      cwd: place.cwd,
      maxMessageBytes,
    });
  }
  const fetch = limitedFetch(target.fetch ?? globalThis.fetch, maxMessageBytes);
  const init = { requestInit: { headers: target.headers }, fetch };
  const url = new URL(target.url);
  return target.transport === 'sse'
    ? new SSEClientTransport(url, init)
    : new StreamableHTTPClientTransport(url, init);
}

function isWrongTransport(error: unknown): boolean {
  if (!(error instanceof SdkHttpError)) return false;
  const { status } = error.data;
  return status >= 400 && status < 500 && !REFUSALS.includes(status);
}
