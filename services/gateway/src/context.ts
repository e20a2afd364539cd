/** The only place that constructs what the service works with. */
import { createLogger, type Logger } from '@nex/telemetry';
import type { Config } from './config.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  log: Logger;
}

export function createContext(config: Config, overrides: Partial<Context> = {}): Context {
  return {
    config,
    log: overrides.log ?? createLogger({ service: 'gateway', level: config.logLevel }),
    async [Symbol.asyncDispose]() {},
  };
}
