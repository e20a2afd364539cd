/** The only place that constructs what the service works with. */
import type { Metrics } from '@nex/core';
import { createLogger, createMetrics, type Logger } from '@nex/telemetry';
import type { Config } from './config.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  log: Logger;
  metrics: Metrics;
}

export function createContext(config: Config, overrides: Partial<Context> = {}): Context {
  const stack = new AsyncDisposableStack();
  const metrics =
    overrides.metrics ??
    stack.use(
      createMetrics({ serviceName: 'gateway', otlpEndpoint: config.otlpEndpoint, enabled: config.metrics }),
    );
  return {
    config,
    metrics,
    log: overrides.log ?? createLogger({ service: 'gateway', level: config.logLevel }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
