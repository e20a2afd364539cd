/** The W3C trace context of the span at work, as headers of each request. */
import { context, propagation, trace } from '@opentelemetry/api';
import type { Dispatcher } from 'undici';
import type { HttpPool } from './http-pool.ts';

/** The pool itself, seen through an interceptor: disposing the one disposes the other. */
export function withTraceContext(pool: HttpPool): HttpPool {
  const traced = pool.compose((dispatch) => (options, handler) => dispatch(withHeaders(options), handler));
  // `compose` shows everything else of the pool, its disposal included, but has no type for that.
  return traced as Dispatcher & AsyncDisposable;
}

function withHeaders(options: Dispatcher.DispatchOptions): Dispatcher.DispatchOptions {
  const active = context.active();
  if (!trace.getSpanContext(active)) return options;
  const headers: Record<string, string> = {};
  propagation.inject(active, headers);
  // Requests of this package give their headers as an object.
  return { ...options, headers: { ...(options.headers as Record<string, string>), ...headers } };
}
