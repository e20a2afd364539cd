/**
 * A Fastify server as every service has it: zod in and out, problem details for errors, OpenAPI, health, a span
 * per request that continues the caller's trace. Nobody else imports Fastify.
 */
import fastifySwagger from '@fastify/swagger';
import { NexError } from '@nex/core';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { checkBodyDepth } from './body-depth.ts';
import { problemOf, sendProblem } from './problem.ts';
import { type SiteOptions, serveSite } from './serve-site.ts';

export type HttpServer = ReturnType<typeof build>;
export type HttpRequest = FastifyRequest;
export type HttpReply = FastifyReply;

export interface HttpServerOptions {
  service: string;
  title: string;
  /** Largest body in bytes. Default 8 MiB. */
  bodyLimit?: number;
  /** The document at `/openapi.json`. Default: made from the routes. */
  openApi?: () => Promise<object>;
  /** Throws when the service cannot work; its message is what `/readyz` answers. */
  ready?: () => Promise<void>;
  /** Goes around each handler and the hooks right before it: `Callers.serve`. A fault that it throws is answered. */
  serve?: (header: (name: string) => string | string[] | undefined, next: () => void) => void;
  /** Files for browsers beside the API; left out when there are none in the folder. */
  site?: SiteOptions;
  /** Told of every error that is a fault of the platform. */
  onFault?: (thrown: unknown) => void;
}

function build(bodyLimit: number) {
  return Fastify({
    bodyLimit,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  })
    .setValidatorCompiler(validatorCompiler)
    .setSerializerCompiler(serializerCompiler)
    .withTypeProvider<ZodTypeProvider>();
}

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = build(options.bodyLimit ?? 8 * 1024 * 1024);
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: options.title, version: '1' } },
    transform: jsonSchemaTransform,
  });
  traceRequests(app as unknown as FastifyInstance);
  if (options.serve) serveRequests(app as unknown as FastifyInstance, options.serve);
  app.addHook('preValidation', async (request) => checkBodyDepth(request.body));
  app.setErrorHandler((thrown, request, reply) => {
    const { problem, fault } = problemOf(thrown, request.method);
    if (fault) options.onFault?.(thrown);
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
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok', service: options.service }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    await options.ready?.();
    return { status: 'ready', service: options.service };
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => options.openApi?.() ?? app.swagger());
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
        attributes: { 'http.request.method': request.method, 'url.path': pathOf(request) },
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
