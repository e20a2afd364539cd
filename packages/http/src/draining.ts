/**
 * How a server leaves without failing a request: it says that it is not ready, so that no new connections come; asks
 * those who are connected to come over another connection; ends event streams, whose readers resume elsewhere; and
 * closes when the requests under way are answered.
 */

import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { NexError } from '@nex/core';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    draining: Draining;
  }
}

export interface Draining {
  /** Aborts when no new work should come. */
  readonly begun: AbortSignal;
  /** Aborts when event streams end. */
  readonly streams: AbortSignal;
  begin(): void;
  endStreams(): void;
}

/** For requests that are under way when the server closes; then their connections are cut. */
const ANSWER_LIMIT_MS = 8000;

export function addDraining(app: FastifyInstance): void {
  const begun = new AbortController();
  const streams = new AbortController();
  const draining: Draining = {
    begun: begun.signal,
    streams: streams.signal,
    begin: () => begun.abort(),
    endStreams: () => streams.abort(closes()),
  };
  app.decorate('draining', draining);
  app.addHook('onRequest', (_request, reply, done) => {
    if (begun.signal.aborted) void reply.header('connection', 'close');
    done();
  });
  // What another service streams through this one. Only what is got can be got again: an answer to a POST is waited for.
  app.addHook('onSend', (request, reply, payload, done) => {
    const type = reply.getHeader('content-type');
    const mayEnd = request.method === 'GET' && payload instanceof Readable;
    if (mayEnd && typeof type === 'string' && type.startsWith('text/event-stream')) {
      const end = () => {
        payload.unpipe(reply.raw);
        reply.raw.end();
        payload.destroy();
      };
      streams.signal.addEventListener('abort', end, { once: true });
      reply.raw.once('close', () => streams.signal.removeEventListener('abort', end));
    }
    done();
  });
  let limit: NodeJS.Timeout | undefined;
  app.addHook('preClose', (done) => {
    begun.abort();
    streams.abort(closes());
    limit = setTimeout(() => app.server.closeAllConnections(), ANSWER_LIMIT_MS);
    done();
  });
  app.addHook('onClose', (_instance, done) => {
    clearTimeout(limit);
    done();
  });
}

/** Told apart from a client that went away. */
function closes(): NexError {
  return new NexError('unavailable', 'The server closes.');
}

/** Throws while the server drains. */
export function assertNotDraining(app: FastifyInstance): void {
  if (!app.draining.begun.aborted) return;
  throw new NexError('unavailable', 'The service is closing.', { hint: 'Another replica answers.' });
}

/**
 * The first step of closing: from now on `/readyz` says no. Settles after `delayMs`, in which whoever sends requests here
 * learns of it.
 */
export async function drain(app: Pick<FastifyInstance, 'draining'>, delayMs: number): Promise<void> {
  app.draining.begin();
  await pause(delayMs);
  app.draining.endStreams();
}
