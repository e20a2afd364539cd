/** The only place that constructs what the service works with. */
import { fileURLToPath } from 'node:url';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createLogger, type Logger } from '@nex/telemetry';
import type { Config } from './config.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  pool: Pool;
  log: Logger;
}

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

export async function createContext(config: Config, overrides: Partial<Context> = {}): Promise<Context> {
  await using stack = new AsyncDisposableStack();
  const pool =
    overrides.pool ?? stack.use(createPool({ url: config.databaseUrl, applicationName: 'gateway' }));
  await migrate(pool, { schema: 'gateway', directory: MIGRATIONS });
  const owned = stack.move();
  return {
    config,
    pool,
    log: overrides.log ?? createLogger({ service: 'gateway', level: config.logLevel }),
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
    },
  };
}
