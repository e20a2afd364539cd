/** Sockets to model servers: kept alive, and bounded, so that thousands of runs wait in line instead of opening thousands. */
import { Agent, type Dispatcher } from 'undici';

export type HttpPool = Dispatcher & AsyncDisposable;

export interface HttpPoolOptions {
  /** Sockets per server. Default 256; further requests wait for a free one. */
  connections?: number;
  /** How long an idle socket is kept. Default 30 s. */
  keepAliveMs?: number;
  /** Default 15 s. */
  connectTimeoutMs?: number;
}

/** Owned by the caller; disposing breaks off what is under way. */
export function createHttpPool(options: HttpPoolOptions = {}): HttpPool {
  const { connections = 256, keepAliveMs = 30_000, connectTimeoutMs = 15_000 } = options;
  const agent = new Agent({
    connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
  });
  return Object.assign(agent, { [Symbol.asyncDispose]: () => agent.destroy() });
}
