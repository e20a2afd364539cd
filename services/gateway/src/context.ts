/** The only place that constructs what the service works with. */
import { fileURLToPath } from 'node:url';
import { type Metrics, toNexError } from '@nex/core';
import { createGuardedFetch } from '@nex/egress';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createRedisClient } from '@nex/queue';
import { createSecretCipher } from '@nex/service';
import { createLogger, createMetrics, type Logger } from '@nex/telemetry';
import { type Access, createAccess } from './access/identify-caller.ts';
import { createKeys } from './access/keys.ts';
import { createOidc, type Oidc } from './access/oidc.ts';
import { createTenantPools, type TenantPools } from './access/tenant-pool.ts';
import { type AuditLog, createAuditLog } from './audit/audit-log.ts';
import type { Config } from './config.ts';
import { createRequestLimits, type RequestLimits } from './limits/request-limits.ts';
import { type EndingSources, openEndingSources } from './webhooks/ending-sources.ts';
import { createWebhookSecrets, type WebhookSecrets } from './webhooks/held-secrets.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  /** For what is done for all tenants: telling keys, counting, writing down, telling of ends. */
  pool: Pool;
  /** For what is done for somebody. */
  poolOf: TenantPools;
  access: Access;
  audit: AuditLog;
  requestLimits: RequestLimits;
  webhookSecrets: WebhookSecrets;
  endingSources: EndingSources;
  /** For addresses that callers choose. */
  fetch: typeof globalThis.fetch;
  log: Logger;
  metrics: Metrics;
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
  const metrics =
    overrides.metrics ??
    stack.use(
      await createMetrics({
        serviceName: 'gateway',
        otlpEndpoint: config.otlpEndpoint,
        enabled: config.metrics,
      }),
    );
  const pool =
    overrides.pool ?? stack.use(createPool({ url: config.databaseUrl, applicationName: 'gateway', metrics }));
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
  const endingSources = overrides.endingSources ?? openEndingSources(config.grpcUpstreams, stack);
  const fetch =
    overrides.fetch ?? stack.use(createGuardedFetch({ ...config.egress, maxResponseBytes: 65_536 }));
  const owned = stack.move();
  return {
    config,
    pool,
    poolOf: overrides.poolOf ?? createTenantPools(pool),
    access: overrides.access ?? createAccess({ pool, keys, oidc, bootstrapKey: config.apiKey }),
    audit,
    requestLimits: overrides.requestLimits ?? createRequestLimits({ pool, redis, prefix, perMinute }),
    webhookSecrets: overrides.webhookSecrets ?? createWebhookSecrets(createSecretCipher(config.secretKeys)),
    endingSources,
    fetch,
    log,
    metrics,
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
    },
  };
}
