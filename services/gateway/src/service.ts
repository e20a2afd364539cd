/** Starts the gateway: authentication, then each part of the API to the service that answers it. */
import { type JsonObject, NexError } from '@nex/core';
import { addReference, createHttpServer, httpProxy, listen, problemOf, sendProblem } from '@nex/http';
import { sql } from '@nex/postgres';
import { activeTraceparent } from '@nex/telemetry';
import { authenticator } from './authenticate.ts';
import type { ServiceName } from './config.ts';
import type { Context } from './context.ts';
import { type ForwardOptions, forwardPosts } from './forward-posts.ts';
import { repeatAnswers } from './idempotency/repeat-answers.ts';
import { GATEWAY, openApiDocument } from './openapi/document.ts';
import { ACTIONS, ROUTES } from './routes.ts';

export type { Config } from './config.ts';
export { type Context, createContext, MIGRATIONS } from './context.ts';

const CHECK_TIMEOUT_MS = 3000;
/** A service makes its document when it is first asked for it. */
const DOCUMENT_TIMEOUT_MS = 20_000;
/** Waits for the whole work of an agent. */
const CHAT = '/v1/chat/completions';
/** A protocol with ids of its own. */
const MCP = '/mcp';

export interface RunningGateway extends AsyncDisposable {
  httpUrl: string;
}

export async function startGateway({ config, log, pool }: Context): Promise<RunningGateway> {
  const upstreams = Object.entries(config.upstreams);
  const app = await createHttpServer({
    service: 'gateway',
    title: 'Gateway',
    openApi: async (own) =>
      openApiDocument({ [GATEWAY]: own as JsonObject, ...(await readDocuments(config.upstreams)) }),
    ready: async () => {
      await Promise.all([
        pool.query(sql`select 1`),
        ...upstreams.map(([name, url]) => readJson(name, `${url}/readyz`)),
      ]);
    },
    onFault: (error, requestId) => log.error({ err: error, requestId }, 'request failed'),
  });
  const authenticate = authenticator(config.apiKey);
  app.addHook('onRequest', async (request) => authenticate(request));
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
  });
  repeatAnswers(app, { pool, log, tenantOf: () => 'default', isExempt: (path) => path === MCP });
  const to = (service: ServiceName): ForwardOptions => ({
    upstream: config.upstreams[service],
    headers: own,
    onError: (thrown) => {
      log.warn({ err: thrown, service }, 'service unreachable');
      return unreachable(service);
    },
  });
  await forwardPosts(app, [CHAT], 'with the client', to(ROUTES[CHAT] ?? 'runtime'));
  for (const { pattern, service } of Object.values(ACTIONS)) {
    await forwardPosts(app, [pattern], 'with the client', to(service));
  }
  for (const [prefix, name] of Object.entries(ROUTES)) {
    if (prefix === CHAT) continue;
    await forwardPosts(app, [prefix, `${prefix}/*`], 'with the answer', to(name));
    await app.register(httpProxy, {
      httpMethods: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
      upstream: config.upstreams[name],
      prefix,
      rewritePrefix: prefix,
      // Events of long work are silent for long; the services end their streams themselves.
      undici: { bodyTimeout: 0, headersTimeout: 0, connections: 256 },
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...own(headers, request),
          traceparent: activeTraceparent(),
        }),
        onError: (reply, { error }) => {
          log.warn({ err: error, service: name }, 'service unreachable');
          void sendProblem(reply as Parameters<typeof sendProblem>[0], problemOf(unreachable(name)).problem);
        },
      },
    });
  }
  await addReference(app, 'Nex platform');
  const httpUrl = await listen(app, { host: config.host, port: config.httpPort });
  log.info({ httpUrl, authenticated: config.apiKey !== undefined }, 'listening');
  return { httpUrl, [Symbol.asyncDispose]: () => app.close() };
}

/** Whose request it is the gateway says, which serves one tenant: what a client says of it is dropped. */
function own<T extends Record<string, unknown>>(given: T, { id }: { id: string }) {
  const { 'nex-tenant': _, ...headers } = given;
  return { ...headers, 'request-id': id };
}

function unreachable(name: string): NexError {
  return new NexError('unavailable', `The ${name} service cannot be reached.`, {
    hint: 'Try again; nex status shows what runs.',
  });
}

async function readDocuments(upstreams: Record<ServiceName, string>): Promise<Record<string, JsonObject>> {
  const read = Object.entries(upstreams).map(async ([name, url]) => [
    name,
    await readJson(name, `${url}/openapi.json`, DOCUMENT_TIMEOUT_MS),
  ]);
  return Object.fromEntries(await Promise.all(read)) as Record<string, JsonObject>;
}

async function readJson(name: string, url: string, timeoutMs = CHECK_TIMEOUT_MS): Promise<JsonObject> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
  if (!answer?.ok) throw unreachable(name);
  return (await answer.json()) as JsonObject;
}
