/**
 * A Fastify server as every service has it: zod in and out, problem details for errors, OpenAPI, health, a span
 * per request that continues the caller's trace. Nobody else imports Fastify.
 */
import fastifySwagger from '@fastify/swagger';
import { NexError } from '@nex/core';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { openApiOptions } from './openapi/index.ts';
import { problemOf, sendProblem } from './problem.ts';
import { refuseConnection, refuseNull } from './refuse-early.ts';
import { requestIdOf } from './request-id.ts';

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
  /** Throws when the service cannot work; its message is what `/readyz` answers. */
  ready?: () => Promise<void>;
  /** Told of every error that is a fault of the platform, and which request it ended. */
  onFault?: (thrown: unknown, requestId: string) => void;
}

function build(bodyLimit: number) {
  return Fastify({
    bodyLimit,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    genReqId: requestIdOf,
    clientErrorHandler: refuseConnection,
    // Of a request that never reaches a route: a path that is no URL.
    frameworkErrors: (thrown, _request, reply) => void sendProblem(reply, problemOf(thrown).problem),
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
  traceRequests(app as unknown as FastifyInstance);
  app.setErrorHandler((thrown, request, reply) => {
    const { problem, fault } = problemOf(thrown, request.method);
    if (fault) options.onFault?.(thrown, request.id);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      problemOf(new NexError('not_found', `There is no ${request.method} ${pathOf(request)}.`)).problem,
    ),
  );
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok', service: options.service }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    await options.ready?.();
    return { status: 'ready', service: options.service };
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => {
    const own = app.swagger();
    return options.openApi?.(own) ?? own;
  });
  return app;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}

/** Each request gets a span; handlers run inside it, so that what they call continues the trace. */
function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (/^\/(healthz|readyz|openapi\.json)/.test(request.url)) return done();
    const parent = propagation.extract(context.active(), request.headers);
    const span = trace.getTracer('nex').startSpan(
      `${request.method} ${request.routeOptions.url ?? pathOf(request)}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': request.method,
          'url.path': pathOf(request),
          'http.request.header.request-id': [request.id],
        },
      },
      parent,
    );
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.raw.statusCode);
      if (reply.raw.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), done);
  });
}

/** Listens; the URL that it can be reached under. */
export async function listen(app: HttpServer, options: { host: string; port: number }): Promise<string> {
  return app.listen({ host: options.host, port: options.port });
}
