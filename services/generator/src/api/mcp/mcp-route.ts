/**
 * `/mcp`: MCP over streamable HTTP, without sessions, in both eras of the protocol. A request with an `Origin` that is
 * not this machine's comes from a page of somebody else and is refused.
 */
import {
  createMcpHandler,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import type { HttpReply, HttpRequest } from '@nex/http';
import type { Route } from '../http/route.ts';
import { createGeneratorMcp } from './mcp-server.ts';

export const MCP_PATH = '/mcp';

export const mcpRoute: Route = (app, context) => {
  const handler = createMcpHandler(() => createGeneratorMcp(context), {
    // A stream stays open by itself while a call is silent for long; an answer without one is cut by proxies.
    responseMode: 'sse',
    onerror: (error) => context.log.debug({ err: error }, 'mcp request refused'),
  });
  app.addHook('onClose', () => handler.close());
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: MCP_PATH,
    schema: { hide: true },
    async handler(request, reply) {
      const web = toWebRequest(request, reply);
      const refused = originValidationResponse(web, localhostAllowedOrigins());
      return reply.send(refused ?? (await handler.fetch(web, { parsedBody: request.body })));
    },
  });
};

/** Without the body, which is handed over as it was parsed. Aborts when the caller goes away before the answer has ended. */
function toWebRequest(request: HttpRequest, reply: HttpReply): Request {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return new Request(`http://${request.headers.host ?? 'localhost'}${request.url}`, {
    method: request.method,
    headers,
    signal: gone.signal,
  });
}
