/** Tells work for a client that it is for nobody any more, and why: the client went away, or the server closes. */
import { NexError } from '@nex/core';
import type { FastifyRequest } from 'fastify';

export interface ClientSignal extends Disposable {
  readonly signal: AbortSignal;
}

/** Until it is disposed, the signal aborts when the connection of the request ends. */
export function clientSignal(request: FastifyRequest): ClientSignal {
  const { socket } = request.raw;
  const gone = new AbortController();
  const leave = () => {
    gone.abort(
      request.server.server.listening
        ? new NexError('cancelled', 'The client went away.')
        : new NexError('unavailable', 'The server closes.'),
    );
  };
  if (socket.destroyed) leave();
  else socket.once('close', leave);
  return { signal: gone.signal, [Symbol.dispose]: () => void socket.off('close', leave) };
}
