/**
 * Each request gets a span, an id and a time. Handlers run inside the span, so that what they call continues the trace,
 * and what they log says whose request it was.
 */
import { type Metrics, secondsSince } from '@nex/core';
import { type Context, context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Asked every few seconds by machines, and about the service itself. */
const UNOBSERVED = /^\/(healthz|readyz|metrics|openapi\.json)(\?|$)/;

export function observeRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (UNOBSERVED.test(request.url)) return done();
    const startedAt = performance.now();
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
      tell(metrics, request, reply, startedAt);
    });
    context.with(withCaller(trace.setSpan(parent, span), request, reply), done);
  });
}

function tell(metrics: Metrics, request: FastifyRequest, reply: FastifyReply, startedAt: number): void {
  const route = request.routeOptions.url ?? 'none';
  if (String(reply.raw.getHeader('content-type')).startsWith('text/event-stream')) {
    metrics.count('nex_http_streams_total', { route });
    return;
  }
  const status = reply.raw.writableFinished ? String(reply.raw.statusCode) : 'aborted';
  const labels = { method: request.method, route, status };
  metrics.record('nex_http_request_duration_seconds', secondsSince(startedAt), labels);
}

/** Id and tenant for the log. They do not leave the process: no propagator carries them. */
function withCaller(inner: Context, request: FastifyRequest, reply: FastifyReply): Context {
  const { id } = request;
  // On the answer itself: streams of events go around the reply.
  reply.raw.setHeader('request-id', id);
  const tenant = request.headers['nex-tenant'];
  const entries = {
    request_id: { value: id },
    ...(typeof tenant === 'string' && { tenant: { value: tenant } }),
  };
  return propagation.setBaggage(inner, propagation.createBaggage(entries));
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}
