/** Starts the gateway: authentication, then each part of the API to the service that answers it. */
import { type JsonObject, NexError } from '@nex/core';
import { addReference, createHttpServer, httpProxy, listen, problemOf, sendProblem } from '@nex/http';
import { sql } from '@nex/postgres';
import { activeTraceparent } from '@nex/telemetry';
import { authenticator } from './authenticate.ts';
import type { ServiceName } from './config.ts';
import type { Context } from './context.ts';
import { forwardWaiting } from './forward-waiting.ts';
import { GATEWAY, openApiDocument } from './openapi/document.ts';
import { ACTIONS, ROUTES } from './routes.ts';

export type { Config } from './config.ts';
export { type Context, createContext, MIGRATIONS } from './context.ts';

const CHECK_TIMEOUT_MS = 3000;
/** Waits for the whole work of an agent. */
const CHAT = '/v1/chat/completions';

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
    onFault: (error) => log.error({ err: error }, 'request failed'),
  });
  const authenticate = authenticator(config.apiKey);
  app.addHook('onRequest', async (request) => authenticate(request));
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
  });
  const forward = (path: string, service: ServiceName) =>
    forwardWaiting(app, {
      path,
      upstream: config.upstreams[service],
      headers: own,
      onError: (thrown) => {
        log.warn({ err: thrown, service }, 'service unreachable');
        return unreachable(service);
      },
    });
  await forward(CHAT, ROUTES[CHAT] ?? 'runtime');
  for (const { pattern, service } of Object.values(ACTIONS)) await forward(pattern, service);
  for (const [prefix, name] of Object.entries(ROUTES)) {
    if (prefix === CHAT) continue;
    await app.register(httpProxy, {
      upstream: config.upstreams[name],
      prefix,
      rewritePrefix: prefix,
      // Events of long work are silent for long; the services end their streams themselves.
      undici: { bodyTimeout: 0, headersTimeout: 0, connections: 256 },
      replyOptions: {
        rewriteRequestHeaders: (_request, headers) => ({
          ...own(headers),
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
function own<T extends Record<string, unknown>>(given: T) {
  const { 'nex-tenant': _, ...headers } = given;
  return headers;
}

function unreachable(name: string): NexError {
  return new NexError('unavailable', `The ${name} service cannot be reached.`, {
    hint: 'Try again; nex status shows what runs.',
  });
}

async function readDocuments(upstreams: Record<ServiceName, string>): Promise<Record<string, JsonObject>> {
  const read = Object.entries(upstreams).map(async ([name, url]) => [
    name,
    await readJson(name, `${url}/openapi.json`),
  ]);
  return Object.fromEntries(await Promise.all(read)) as Record<string, JsonObject>;
}

async function readJson(name: string, url: string): Promise<JsonObject> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) }).catch(() => undefined);
  if (!answer?.ok) throw unreachable(name);
  return (await answer.json()) as JsonObject;
}
