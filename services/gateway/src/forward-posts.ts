/**
 * Requests that are passed on by hand, since the proxy of the other routes does neither: some may take as long as an agent
 * works, and the service must learn when the client goes before the answer comes; the others must be answered to the end
 * although the client has gone, since their answers are kept for its next try.
 */
import { type IncomingMessage, request as openRequest } from 'node:http';
import { NexError } from '@nex/core';
import { clientSignal, type HttpReply, type HttpRequest, type HttpServer } from '@nex/http';
import { activeTraceparent } from '@nex/telemetry';
import { OWN_CONNECTIONS } from './lost-connections.ts';

export interface ForwardOptions {
  /** Base URL of the service. */
  upstream: string;
  headers: (given: IncomingMessage['headers'], request: HttpRequest) => IncomingMessage['headers'];
  /** Of bodies in JSON; files are as long as the service takes them. */
  bodyLimitBytes: number;
  /** What is thrown when the service gives no answer. */
  onError: (thrown: unknown) => Error;
}

/** `POST` of each path, forwarded as it comes. `ends`: the request to the service ends with its client. */
export async function forwardPosts(
  app: HttpServer,
  paths: readonly string[],
  ends: 'with the client' | 'with the answer',
  options: ForwardOptions,
): Promise<void> {
  await app.register(async (own) => {
    own.removeAllContentTypeParsers();
    own.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    for (const path of paths) {
      own.post(path, { schema: { hide: true } }, async (request, reply) => {
        if (ends === 'with the answer') return await forward(request, reply, options);
        using client = clientSignal(request);
        return await forward(request, reply, options, client.signal);
      });
    }
  });
}

/** The body is that of the client, or the bytes that a hook has put in its place. */
export async function forward(
  request: HttpRequest,
  reply: HttpReply,
  { upstream, headers, bodyLimitBytes, onError }: ForwardOptions,
  signal?: AbortSignal,
): Promise<HttpReply> {
  const { body } = request;
  const limit = isJson(request) ? bodyLimitBytes : Number.POSITIVE_INFINITY;
  const tooLarge = () =>
    new NexError('too_large', `The body has more than ${bodyLimitBytes} bytes.`, { where: 'body' });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const bytes = Buffer.isBuffer(body) ? { 'content-length': String(body.length) } : {};
  const {
    connection: _connection,
    'transfer-encoding': chunked,
    ...given
  } = headers(request.headers, request);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = openRequest(new URL(request.url, upstream), {
      method: request.method,
      agent: OWN_CONNECTIONS,
      headers: {
        ...given,
        ...(chunked !== undefined && !Buffer.isBuffer(body) && { 'transfer-encoding': chunked }),
        ...bytes,
        traceparent: activeTraceparent(),
      },
      ...(signal && { signal }),
    });
    sent.once('response', resolve).once('error', (thrown) => reject(onError(thrown)));
    if (Buffer.isBuffer(body)) sent.end(body);
    else {
      let size = 0;
      request.raw.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= limit) return;
        reject(tooLarge());
        sent.destroy();
      });
      request.raw.pipe(sent);
    }
  });
  const { connection: _, 'transfer-encoding': _chunked, ...rest } = answer.headers;
  return reply
    .code(answer.statusCode ?? 502)
    .headers(rest)
    .send(answer);
}

function isJson({ headers }: HttpRequest): boolean {
  return (headers['content-type'] ?? 'application/json').startsWith('application/json');
}
