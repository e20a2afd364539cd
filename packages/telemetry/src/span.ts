/** Spans and their way across processes: a `traceparent` text goes with rows, jobs, gRPC metadata and headers. */
import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Attributes;
  /** W3C `traceparent` of the parent. Absent: the active span is the parent. */
  traceparent?: string | undefined;
}

/** Runs `work` inside a span; an exception marks the span and goes on. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = options.traceparent
    ? propagation.extract(context.active(), { traceparent: options.traceparent })
    : context.active();
  const span = trace
    .getTracer('nex')
    .startSpan(
      name,
      { kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {} },
      parent,
    );
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (thrown) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', errorType(thrown));
    throw thrown;
  } finally {
    span.end();
  }
}

/** A span below the active one, which the caller ends. It is not active itself. */
export function startSpan(name: string, startTimeMs: number): Span {
  return trace.getTracer('nex').startSpan(name, { startTime: startTimeMs });
}

function errorType(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code;
  }
  return thrown instanceof Error ? thrown.name : 'unknown';
}

/** `traceparent` of the active span; empty when there is none. */
export function activeTraceparent(): string {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'] ?? '';
}

/** 32 hex digits of the active trace; empty when there is none. */
export function activeTraceId(): string {
  return trace.getActiveSpan()?.spanContext().traceId ?? '';
}

/** The trace id inside a `traceparent`. */
export function traceIdOf(traceparent: string): string {
  return traceparent.split('-')[1] ?? '';
}

export { SpanKind };
