/** Starts the gateway: who asks and whether they may, then each part of the API to the service that answers it. */
import { DEFAULT_TENANT, type JsonObject, NexError } from '@nex/core';
import {
  addReference,
  createHttpServer,
  drain,
  type HttpRequest,
  listen,
  problemOf,
  sendProblem,
} from '@nex/http';
import { httpProxy } from '@nex/http/proxy';
import { sql } from '@nex/postgres';
import { activeTraceparent } from '@nex/telemetry';
import { findCaller } from './access/caller.ts';
import { guardRequests } from './access/guard-requests.ts';
import { addKeyRoutes } from './access/key-routes.ts';
import { startFront } from './access/rpc-front.ts';
import { sendAllQuotas } from './access/send-quotas.ts';
import { addSettingsRoute } from './access/settings-route.ts';
import { addTenantRoutes } from './access/tenant-routes.ts';
import { addMcpRoute, MCP_PATH } from './api/mcp/mcp-route.ts';
import { isApiPath } from './api-paths.ts';
import { auditRequests } from './audit/audit-requests.ts';
import { addAuditRoute } from './audit/audit-route.ts';
import { createOperationNames } from './audit/operation-names.ts';
import type { ServiceName } from './config.ts';
import type { Context } from './context.ts';
import { forgetOldRows } from './forget-old-rows.ts';
import { type ForwardOptions, forwardPosts } from './forward-posts.ts';
import { repeatAnswers } from './idempotency/repeat-answers.ts';
import { limitRequests } from './limits/limit-requests.ts';
import { addSafeHeaders } from './limits/safe-headers.ts';
import { pauseBeforeAgain } from './lost-connections.ts';
import { GATEWAY, openApiDocument } from './openapi/document.ts';
import { isSecret } from './openapi/secret-answers.ts';
import { ACTIONS, ROUTES } from './routes.ts';
import { startRelay } from './webhooks/relay.ts';
import { resealWebhooks } from './webhooks/reseal-webhooks.ts';
import { addWebhookRoutes } from './webhooks/webhook-routes.ts';

export { type Config, readConfig } from './config.ts';
export { type Context, createContext, MIGRATIONS } from './context.ts';

const CHECK_TIMEOUT_MS = 3000;
/** A service makes its document when it is first asked for it. */
const DOCUMENT_TIMEOUT_MS = 20_000;
/** Waits for the whole work of an agent. */
const CHAT = '/v1/chat/completions';

export interface RunningGateway extends AsyncDisposable {
  httpUrl: string;
  grpcAddress: string;
}

export async function startGateway(context: Context): Promise<RunningGateway> {
  const { config, log, pool, access, metrics } = context;
  const upstreams = Object.entries(config.upstreams);
  const openApi = async (): Promise<JsonObject> =>
    openApiDocument({
      [GATEWAY]: app.swagger() as unknown as JsonObject,
      ...(await readDocuments(config.upstreams)),
    });
  const app = await createHttpServer({
    service: 'gateway',
    metrics,
    title: 'Gateway',
    bodyLimit: config.bodyLimitBytes,
    openApi,
    ready: async () => {
      await Promise.all([
        pool.query(sql`select 1`),
        ...upstreams.map(([name, url]) => readJson(name, `${url}/readyz`)),
      ]);
    },
    site: { directory: config.dashboardDirectory, isApiPath },
    onFault: (error, requestId) => log.error({ err: error, requestId }, 'request failed'),
  });
  await using stack = new AsyncDisposableStack();
  await resealWebhooks(context);
  stack.use(sendAllQuotas(context));
  stack.use(forgetOldRows(context));
  const relay = stack.use(
    startRelay({
      ...context,
      sources: context.endingSources,
      secrets: context.webhookSecrets,
      pausesMs: config.webhookPausesMs,
    }),
  );
  await addSafeHeaders(app, config);
  guardRequests(app, context);
  auditRequests(app, context, createOperationNames(openApi));
  limitRequests(app, context);
  repeatAnswers(app, {
    pool,
    poolOf: context.poolOf,
    log,
    tenantOf: (request) => findCaller(request)?.tenant ?? DEFAULT_TENANT,
    // A protocol with ids of its own.
    isExempt: (path) => path === MCP_PATH || isSecret(path),
  });
  addKeyRoutes(app, context);
  addTenantRoutes(app, context);
  addSettingsRoute(app, context);
  addAuditRoute(app, context);
  addWebhookRoutes(app, context, relay);
  const to = (service: ServiceName): ForwardOptions => ({
    upstream: config.upstreams[service],
    headers: withCaller,
    bodyLimitBytes: config.bodyLimitBytes,
    onError: (thrown) => {
      log.warn({ err: thrown, service }, 'service unreachable');
      return unreachable(service);
    },
  });
  await forwardPosts(app, [CHAT], 'with the client', to(ROUTES[CHAT] ?? 'runtime'));
  for (const { pattern, service } of Object.values(ACTIONS)) {
    await forwardPosts(app, [pattern], 'with the client', to(service));
  }
  await addMcpRoute(app, context, to('generator'));
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
          ...withCaller(headers, request as HttpRequest),
          traceparent: activeTraceparent(),
        }),
        retryDelay: ({ err, req, res, attempt, getDefaultDelay }) =>
          getDefaultDelay(req, res, err, attempt) ?? pauseBeforeAgain(req.method, err, attempt),
        onError: (reply, { error }) => {
          log.warn({ err: error, service: name }, 'service unreachable');
          void sendProblem(reply as Parameters<typeof sendProblem>[0], problemOf(unreachable(name)).problem);
        },
      },
    });
  }
  await addReference(app, 'Nex platform');
  stack.defer(() => app.close());
  const { address: grpcAddress } = stack.use(await startFront(context));
  const httpUrl = await listen(app, { host: config.host, port: config.httpPort });
  log.info({ httpUrl, grpcAddress, authenticated: !access.open }, 'listening');
  if (access.open)
    log.warn('anybody on this machine may do everything: neither NEX_API_KEY nor OIDC_ISSUER is set');
  stack.defer(() => drain(app, config.drainDelayMs));
  const owned = stack.move();
  return { httpUrl, grpcAddress, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/**
 * Whose request it is, and by which id it is known, the gateway says: what a client says of it, and what it proves it by, is
 * dropped.
 */
function withCaller<T extends Record<string, unknown>>(given: T, request: HttpRequest) {
  const {
    'nex-tenant': _,
    'nex-actor': _actor,
    'nex-scope': _scope,
    authorization: _key,
    'x-api-key': _other,
    ...rest
  } = given;
  const headers = { ...rest, 'request-id': request.id };
  const caller = findCaller(request);
  if (!caller) return headers;
  const { tenant, actor, scope } = caller;
  return { ...headers, 'nex-tenant': tenant, 'nex-actor': actor, 'nex-scope': scope };
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
