/** Logs: a JSON line each, with the trace id, without secrets. */
import { type Logger, pino } from 'pino';
import { activeTraceId } from './span.ts';

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
    mixin() {
      const traceId = activeTraceId();
      return traceId ? { traceId } : {};
    },
  });
}
