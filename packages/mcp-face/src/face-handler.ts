/**
 * A face over streamable HTTP, without sessions, in both eras of the protocol. A request with an `Origin` that is not this
 * machine's comes from a page of somebody else and is refused.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createMcpHandler,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { createFace, describeTools, type Face } from './face.ts';

export interface FaceRequest<C> {
  context: C;
  request: IncomingMessage;
  /** Of the answer: when it closes before it ended, the caller has gone. */
  response: ServerResponse;
  /** As it was parsed. */
  body: unknown;
  /** Ends the call, beside the caller's going away. */
  signal?: AbortSignal;
}

export interface FaceHandler<C> {
  answer(asked: FaceRequest<C>): Promise<Response>;
  close(): Promise<void>;
}

/** `onRefused` is told of requests that break the protocol. */
export function createFaceHandler<C>(face: Face<C>, onRefused: (thrown: Error) => void): FaceHandler<C> {
  const listed = describeTools(face.tools);
  const contexts = new WeakMap<Request, C>();
  const handler = createMcpHandler(
    ({ requestInfo }) => createFace(face, listed, contexts.get(requestInfo as Request) as C),
    // A stream stays open by itself while a call is silent for long; an answer without one is cut by proxies.
    { responseMode: 'sse', onerror: onRefused },
  );
  return {
    async answer({ context, request, response, body, signal }) {
      const web = toWebRequest(request, response, signal);
      contexts.set(web, context);
      const refused = originValidationResponse(web, localhostAllowedOrigins());
      return refused ?? (await handler.fetch(web, { parsedBody: body }));
    },
    close: () => handler.close(),
  };
}

/** Without the body, which is handed over as it was parsed. Aborts when the caller goes away before the answer has ended. */
function toWebRequest(request: IncomingMessage, response: ServerResponse, ended?: AbortSignal): Request {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return new Request(`http://${request.headers.host ?? 'localhost'}${request.url}`, {
    method: request.method ?? 'GET',
    headers,
    signal: ended ? AbortSignal.any([gone.signal, ended]) : gone.signal,
  });
}
