/** The only place that constructs what the service works with. */
import { fileURLToPath } from 'node:url';
import { toNexError } from '@nex/core';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createRedisClient } from '@nex/queue';
import { createLogger, type Logger } from '@nex/telemetry';
import { type Access, createAccess } from './access/identify-caller.ts';
import { createKeys } from './access/keys.ts';
import { createOidc, type Oidc } from './access/oidc.ts';
import { type AuditLog, createAuditLog } from './audit/audit-log.ts';
import type { Config } from './config.ts';
import { createRequestLimits, type RequestLimits } from './limits/request-limits.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  pool: Pool;
  access: Access;
  audit: AuditLog;
  requestLimits: RequestLimits;
  log: Logger;
}

export interface Overrides extends Partial<Context> {
  oidc?: Oidc;
  /** How long what was found out about a key is believed. */
  believedMs?: number;
}

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  await using stack = new AsyncDisposableStack();
  const log = overrides.log ?? createLogger({ service: 'gateway', level: config.logLevel });
  const pool =
    overrides.pool ?? stack.use(createPool({ url: config.databaseUrl, applicationName: 'gateway' }));
  await migrate(pool, { schema: 'gateway', directory: MIGRATIONS });
  const { believedMs } = overrides;
  const onFailure = (thrown: unknown) =>
    log.warn({ err: toNexError(thrown) }, 'the use of keys was not written');
  const keys = stack.use(
    createKeys(pool, { ...(believedMs === undefined ? {} : { believedMs }), onFailure }),
  );
  const oidc = overrides.oidc ?? (config.oidc && createOidc(config.oidc));
  const audit =
    overrides.audit ??
    stack.use(
      createAuditLog(pool, {
        onFailure: (thrown, lost) =>
          log.error({ err: toNexError(thrown), lost }, 'the audit log was not written'),
      }),
    );
  const redis = config.redisUrl === undefined ? undefined : stack.use(createRedisClient(config.redisUrl));
  const { queuePrefix: prefix, requestsPerMinute: perMinute } = config;
  const owned = stack.move();
  return {
    config,
    pool,
    access: overrides.access ?? createAccess({ pool, keys, oidc, bootstrapKey: config.apiKey }),
    audit,
    requestLimits: overrides.requestLimits ?? createRequestLimits({ pool, redis, prefix, perMinute }),
    log,
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
    },
  };
}
