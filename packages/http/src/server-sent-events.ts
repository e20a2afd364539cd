/** Server-sent events: `id`, `event` and `data` lines, a comment every 15 s so that proxies keep the line open. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientSignal } from './client-signal.ts';

export interface ServerSentEvent {
  /** Resume point: the client sends it back as `Last-Event-ID`. */
  id: string | number;
  event: string;
  data: unknown;
}

const KEEP_ALIVE_MS = 15_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  connection: 'keep-alive',
};

/**
 * Sends events until the source ends, the client goes or the server drains, which the signal handed to `open` tells. Errors
 * thrown before the headers leave as problem details: the headers go out with the first event, or, when `open` gives a
 * promise, as soon as it resolves.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  open: (signal: AbortSignal) => AsyncIterable<ServerSentEvent> | Promise<AsyncIterable<ServerSentEvent>>,
): Promise<void> {
  using client = clientSignal(request);
  const signal = AbortSignal.any([client.signal, request.server.draining.streams]);
  const opened = open(signal);
  const iterator = (await opened)[Symbol.asyncIterator]();
  const first = opened instanceof Promise ? undefined : await iterator.next();
  reply.hijack();
  const raw = reply.raw;
  raw.writeHead(200, { ...headersOf(reply), ...HEADERS });
  raw.write(': open\n\n');
  const keepAlive = setInterval(() => raw.write(': alive\n\n'), KEEP_ALIVE_MS);
  try {
    for (
      let step = first ?? (await iterator.next());
      !step.done && !signal.aborted;
      step = await iterator.next()
    ) {
      const { id, event, data } = step.value;
      const more = raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (!more) await drained(raw, signal);
    }
  } catch {
    // The stream has begun, so no status can be sent any more: ending it makes the client resume.
  } finally {
    clearInterval(keepAlive);
    await iterator.return?.();
    raw.end();
  }
}

/** What the hooks of the server have set: a reply that is hijacked sends none of it by itself. */
function headersOf(reply: FastifyReply): Record<string, string | string[] | number> {
  const given = Object.entries(reply.getHeaders());
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function drained(raw: NodeJS.EventEmitter, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    raw.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** The resume point that the client sent; empty when it sent none. */
export function lastEventText(request: FastifyRequest): string {
  const header = request.headers['last-event-id'];
  const query = (request.query as { lastEventId?: string }).lastEventId;
  return (Array.isArray(header) ? header[0] : header) ?? query ?? '';
}

/** The resume point that the client sent, as a number; 0 when it sent none. */
export function lastEventId(request: FastifyRequest): number {
  const value = Number(lastEventText(request));
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/**
 * Sends values as lines of `data:` alone, ended by `[DONE]`, as clients of OpenAI's API read them. Such a stream cannot
 * be resumed.
 */
export async function sendLines(
  request: FastifyRequest,
  reply: FastifyReply,
  open: (signal: AbortSignal) => AsyncIterable<unknown>,
): Promise<void> {
  using client = clientSignal(request);
  const { signal } = client;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { ...headersOf(reply), ...HEADERS });
  const keepAlive = setInterval(() => raw.write(': alive\n\n'), KEEP_ALIVE_MS);
  try {
    for await (const value of open(signal)) {
      if (!raw.write(`data: ${JSON.stringify(value)}\n\n`)) await drained(raw, signal);
    }
    raw.write('data: [DONE]\n\n');
  } catch {
    // The stream has begun, so no status can be sent any more: it ends without its last line.
  } finally {
    clearInterval(keepAlive);
    raw.end();
  }
}
