/**
 * The sockets to one server: as many as are needed at a time, up to a bound; who finds none free waits in line. A free
 * socket is found in constant time, so a request costs the same with five sockets and with five thousand. The socket
 * used last is used next; those that are left over close when they idle too long.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Client, Dispatcher } from 'undici';

export interface ServerSockets {
  dispatch: Dispatcher['dispatch'];
  /** Breaks off what is under way, and fails what waits and what comes. */
  destroy(): Promise<void>;
}

export interface ServerSocketsOptions {
  connections: number;
  /** A client that sends one request at a time, and connects when it has to. */
  open: () => Client;
  /** Called when the last socket is gone and nobody waits. */
  onUnused: () => void;
}

interface Socket {
  client: Client;
  state: 'free' | 'busy' | 'gone';
}

export function createServerSockets({ connections, open, onUnused }: ServerSocketsOptions): ServerSockets {
  const all = new Set<Socket>();
  const free: Socket[] = [];
  const waiting = new Set<(socket: Socket) => void>();
  let end: Socket | undefined;

  function add(): Socket {
    const socket: Socket = { client: open(), state: 'busy' };
    all.add(socket);
    socket.client.on('drain', () => {
      if (socket.state === 'busy') release(socket);
    });
    socket.client.on('disconnect', () => {
      if (socket.state === 'free') retire(socket);
    });
    // One that could not connect is not used again.
    socket.client.on('connectionError', () => retire(socket));
    return socket;
  }

  function release(socket: Socket): void {
    const [next] = waiting;
    if (next) {
      waiting.delete(next);
      next(socket);
    } else {
      socket.state = 'free';
      free.push(socket);
    }
  }

  function retire(socket: Socket): void {
    if (socket.state === 'free') free.splice(free.indexOf(socket), 1);
    socket.state = 'gone';
    if (!all.delete(socket) || end) return;
    void socket.client.destroy();
    if (waiting.size > 0) release(add());
    else if (all.size === 0) onUnused();
  }

  function send(
    socket: Socket,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): void {
    const { client } = socket;
    if (socket.state === 'free') socket.state = 'busy';
    const ready = client.dispatch(options, handler);
    // A request that is refused before it is sent, as for a header that is none, drains nothing.
    if (!ready && socket.state === 'busy' && client.stats.size === 0) release(socket);
  }

  return {
    dispatch(options, handler) {
      const socket = end ?? free.pop() ?? (all.size < connections ? add() : undefined);
      if (socket) {
        send(socket, options, handler);
      } else {
        const inContext = AsyncLocalStorage.snapshot();
        waiting.add((one) => inContext(send, one, options, handler));
      }
      return free.length > 0 || all.size < connections;
    },
    async destroy() {
      const ended: Socket = (end = { client: open(), state: 'gone' });
      await ended.client.destroy();
      for (const next of waiting) next(ended);
      waiting.clear();
      await Promise.all([...all].map(({ client }) => client.destroy()));
    },
  };
}
