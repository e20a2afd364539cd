/**
 * Logs: a JSON line each, without secrets. A line that belongs to a span says so (`trace_id`, `span_id`), and one of a
 * request whose (`request_id`, `tenant`); these names are OpenTelemetry's for logs that are not in its own form.
 */

import { context, propagation, trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';

export type { Logger };

export interface LoggerOptions {
  service: string;
  /** `trace` to `fatal`, or `silent`. Default `info`. */
  level?: string | undefined;
}

export function createLogger(options: LoggerOptions): Logger {
  return pino({
    level: options.level ?? 'info',
    base: { service: options.service },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: [
      'apiKey',
      '*.apiKey',
      'authorization',
      '*.authorization',
      'headers.authorization',
      'headers["x-api-key"]',
    ],
    mixin: whereFrom,
  });
}

function whereFrom(): Record<string, string> {
  const active = context.active();
  const span = trace.getSpanContext(active);
  const from: Record<string, string> = span ? { trace_id: span.traceId, span_id: span.spanId } : {};
  for (const [name, { value }] of propagation.getBaggage(active)?.getAllEntries() ?? []) from[name] = value;
  return from;
}
