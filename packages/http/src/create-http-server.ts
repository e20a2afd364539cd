/**
 * A Fastify server as every service has it: zod in and out, problem details for errors, OpenAPI, health, a span
 * per request that continues the caller's trace. Nobody else imports Fastify.
 */
import fastifySwagger from '@fastify/swagger';
import { type Metrics, NexError, NO_METRICS } from '@nex/core';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import packageFile from '../package.json' with { type: 'json' };
import { checkBodyDepth } from './body-depth.ts';
import { addDraining, assertNotDraining } from './draining.ts';
import { observeRequests, pathOf } from './observe-requests.ts';
import { openApiOptions } from './openapi/index.ts';
import { problemOf, sendProblem } from './problem.ts';
import { refuseConnection, refuseNull } from './refuse-early.ts';
import { requestIdOf } from './request-id.ts';
import { type SiteOptions, serveSite } from './serve-site.ts';

export type HttpServer = ReturnType<typeof build>;
export type HttpRequest = FastifyRequest;
export type HttpReply = FastifyReply;

export interface HttpServerOptions {
  service: string;
  title: string;
  /** Largest body in bytes. Default 8 MiB. */
  bodyLimit?: number;
  /** The document at `/openapi.json`, from the one that is made of the routes. Default: that one. */
  openApi?: (own: object) => Promise<object>;
  /** Throws when the service cannot work; its message is what `/readyz` answers. It answers no while it drains, too. */
  ready?: () => Promise<void>;
  /** Goes around each handler and the hooks right before it: `Callers.serve`. A fault that it throws is answered. */
  serve?: (header: (name: string) => string | string[] | undefined, next: () => void) => void;
  /** Files for browsers beside the API; left out when there are none in the folder. */
  site?: SiteOptions;
  /** Told of every error that is a fault of the platform, and which request it ended. */
  onFault?: (thrown: unknown, requestId: string) => void;
  /** Told of each request; what they keep is at `/metrics`. */
  metrics?: Metrics | undefined;
}

function build(bodyLimit: number) {
  return Fastify({
    bodyLimit,
    forceCloseConnections: 'idle',
    // Who is connected while the server closes is answered, and told to come over another connection.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    genReqId: requestIdOf,
    clientErrorHandler: refuseConnection,
    // Of a request that never reaches a route: a path that is no URL, or an endless part of one.
    frameworkErrors: (thrown, request, reply) =>
      void sendProblem(reply.header('request-id', request.id), problemOf(thrown).problem),
  })
    .setValidatorCompiler(validatorCompiler)
    .setSerializerCompiler(serializerCompiler)
    .withTypeProvider<ZodTypeProvider>();
}

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = build(options.bodyLimit ?? 8 * 1024 * 1024);
  await app.register(fastifySwagger, openApiOptions(options.title));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('request-id', request.id);
    refuseNull(request);
  });
  addDraining(app as unknown as FastifyInstance);
  const { metrics = NO_METRICS } = options;
  observeRequests(app as unknown as FastifyInstance, metrics);
  if (options.serve) serveRequests(app as unknown as FastifyInstance, options.serve);
  app.addHook('preValidation', async (request) => checkBodyDepth(request.body));
  app.setErrorHandler((thrown, request, reply) => {
    const { problem, fault } = problemOf(thrown, request);
    if (fault) options.onFault?.(thrown, request.id);
    return sendProblem(reply, problem);
  });
  const site = options.site && (await serveSite(app, options.site));
  app.setNotFoundHandler((request, reply) =>
    site?.isPage(request)
      ? site.sendPage(reply)
      : sendProblem(
          reply,
          problemOf(new NexError('not_found', `There is no ${request.method} ${pathOf(request)}.`)).problem,
        ),
  );
  const { version } = packageFile;
  app.get('/healthz', { schema: { hide: true } }, () => ({
    status: 'ok',
    service: options.service,
    version,
    now: new Date().toISOString(),
  }));
  metrics.watch('nex_build_info', () => [{ value: 1, labels: { version, node: process.version } }]);
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    if (!metrics.text)
      throw new NexError('not_found', 'Nothing is measured here.', { hint: 'Set METRICS=on.' });
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.text());
  });
  app.get('/readyz', { schema: { hide: true } }, async () => {
    assertNotDraining(app as unknown as FastifyInstance);
    await options.ready?.();
    return { status: 'ready', service: options.service };
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => {
    const own = app.swagger();
    return options.openApi?.(own) ?? own;
  });
  return app;
}

/** After the body has come: what runs before it does not reach the handler. */
function serveRequests(app: FastifyInstance, serve: NonNullable<HttpServerOptions['serve']>): void {
  app.addHook('preValidation', (request, _reply, done) => {
    try {
      serve((name) => request.headers[name], done);
    } catch (thrown) {
      done(thrown as Error);
    }
  });
}

/** Listens; the URL that it can be reached under. */
export async function listen(app: HttpServer, options: { host: string; port: number }): Promise<string> {
  return app.listen({ host: options.host, port: options.port });
}
