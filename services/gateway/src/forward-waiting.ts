/**
 * Requests whose answer may take as long as an agent works, and whose client may go before it comes: then the service
 * must learn of it, which the proxy of the other routes tells only once an answer has begun.
 */
import { type IncomingMessage, request as openRequest } from 'node:http';
import { clientSignal, type HttpRequest, type HttpServer } from '@nex/http';
import { activeTraceparent } from '@nex/telemetry';

export interface ForwardOptions {
  path: string;
  /** Base URL of the service. */
  upstream: string;
  headers: (request: HttpRequest, given: IncomingMessage['headers']) => IncomingMessage['headers'];
  /** What is thrown when the service gives no answer. */
  onError: (thrown: unknown) => Error;
}

/** `POST path`, forwarded as it comes. */
export async function forwardWaiting(
  app: HttpServer,
  { path, upstream, headers, onError }: ForwardOptions,
): Promise<void> {
  await app.register(async (own) => {
    own.removeAllContentTypeParsers();
    own.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    own.post(path, { schema: { hide: true } }, async (request, reply) => {
      using client = clientSignal(request);
      const { connection: _own, ...sent } = request.headers;
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const going = openRequest(new URL(request.url, upstream), {
          method: 'POST',
          headers: { ...headers(request as HttpRequest, sent), traceparent: activeTraceparent() },
          signal: client.signal,
        });
        going.once('response', resolve).once('error', (thrown) => reject(onError(thrown)));
        request.raw.pipe(going);
      });
      const { connection: _, 'transfer-encoding': _chunked, ...rest } = answer.headers;
      return reply
        .code(answer.statusCode ?? 502)
        .headers(rest)
        .send(answer);
    });
  });
}
