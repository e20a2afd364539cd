/** Sockets to model servers: kept alive, and bounded, so that thousands of runs wait in line instead of opening thousands. */
import { buildConnector, Client, Dispatcher } from 'undici';
import { createServerSockets, type ServerSockets } from './server-sockets.ts';

export type HttpPool = Pick<Dispatcher, 'dispatch' | 'request' | 'compose'> & AsyncDisposable;

export interface HttpPoolOptions {
  /** Sockets per server. Default 256; further requests wait for a free one. */
  connections?: number;
  /** How long an idle socket is kept. Default 30 s. */
  keepAliveMs?: number;
  /** Default 15 s. */
  connectTimeoutMs?: number;
  /** Opens the sockets, in the place of a connector of its own; `connectTimeoutMs` is then the connector's. */
  connect?: buildConnector.connector;
}

/** Owned by the caller; disposing breaks off what is under way. */
export function createHttpPool(options: HttpPoolOptions = {}): HttpPool {
  const { connections = 256, keepAliveMs = 30_000, connectTimeoutMs = 15_000 } = options;
  // One for all sockets: they share their TLS sessions.
  const connect = options.connect ?? buildConnector({ timeout: connectTimeoutMs, allowH2: false });
  const servers = new Map<string, ServerSockets>();
  let disposed = false;

  function serverAt(origin: string): ServerSockets {
    const open = () =>
      new Client(origin, { pipelining: 1, allowH2: false, keepAliveTimeout: keepAliveMs, connect });
    const made = createServerSockets({ connections, open, onUnused: () => servers.delete(origin) });
    servers.set(origin, made);
    if (disposed) void made.destroy();
    return made;
  }

  return Object.assign(new Dispatcher(), {
    dispatch(asked: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      const origin = String(asked.origin);
      return (servers.get(origin) ?? serverAt(origin)).dispatch(asked, handler);
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      await Promise.all([...servers.values()].map((one) => one.destroy()));
    },
  });
}
