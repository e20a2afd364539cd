/** The only reader of the environment: raw text in, checked values out. */
import { fileURLToPath } from 'node:url';
import { NexError, parseJsonObject, SCOPES, Scope } from '@nex/core';
import { Environment, isLoopback, readSecretKeys } from '@nex/service';
import * as z from 'zod';
import type { OidcOptions } from './access/oidc.ts';

export const SERVICES = ['runtime', 'generator', 'pipeline'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface Config {
  databaseUrl: string;
  redisUrl: string | undefined;
  queuePrefix: string;
  host: string;
  httpPort: number;
  grpcPort: number;
  /** Between saying that it is not ready and closing. */
  drainDelayMs: number;
  /** Administers the platform. With neither it nor an issuer only callers on loopback are taken. */
  apiKey: string | undefined;
  oidc: OidcOptions | undefined;
  /** Of a key, and of a tenant without a quota of its own. */
  requestsPerMinute: { key: number; tenant: number };
  bodyLimitBytes: number;
  corsOrigins: readonly string[];
  /** Where webhooks may lie, beside the public internet. */
  egress: { allowHosts: readonly string[] };
  /** Of secrets of webhooks, 32 bytes each: the first encrypts, all decrypt. None: there are no webhooks. */
  secretKeys: readonly Buffer[];
  /** Between a failed try of a delivery and the next; after the last of them it has failed. */
  webhookPausesMs: readonly number[];
  /** Of rows that tell of what was; 0: for ever. */
  keepDays: { audit: number; deliveries: number };
  upstreams: Record<ServiceName, string>;
  grpcUpstreams: Record<ServiceName, string>;
  /** To be shown. */
  models: { role: string; model: string; baseUrl: string }[];
  prices: Record<string, Record<string, number>>;
  /** Build of the dashboard. Without one there the gateway serves the API alone. */
  dashboardDirectory: string;
  otlpEndpoint: string | undefined;
  /** Whether metrics are kept, for `/metrics` and the endpoint. */
  metrics: boolean;
  logLevel: string;
}

export function readConfig(values: NodeJS.ProcessEnv): Config {
  const environment = new Environment(values);
  const config: Config = {
    databaseUrl: environment.text('DATABASE_URL'),
    redisUrl: environment.optional('REDIS_URL'),
    queuePrefix: environment.text('QUEUE_PREFIX', 'nex'),
    host: environment.text('HOST', '127.0.0.1'),
    httpPort: environment.integer('HTTP_PORT', 7400, { min: 0, max: 65_535 }),
    grpcPort: environment.integer('GRPC_PORT', 7410, { min: 0, max: 65_535 }),
    drainDelayMs: environment.integer('DRAIN_DELAY_MS', 0, { min: 0, max: 10_000 }),
    apiKey: environment.optional('NEX_API_KEY'),
    oidc: readOidc(environment),
    requestsPerMinute: {
      key: environment.integer('KEY_REQUESTS_PER_MINUTE', 6000, { min: 1 }),
      tenant: environment.integer('TENANT_REQUESTS_PER_MINUTE', 30_000, { min: 1 }),
    },
    bodyLimitBytes: environment.integer('BODY_LIMIT_BYTES', 64 * 1024 * 1024, { min: 1024 }),
    corsOrigins: environment.list('CORS_ORIGINS'),
    egress: { allowHosts: environment.list('EGRESS_ALLOW_HOSTS') },
    secretKeys: readSecretKeys(environment),
    webhookPausesMs: readPauses(environment),
    keepDays: {
      audit: environment.integer('AUDIT_DAYS', 365, { min: 0, max: 36_500 }),
      deliveries: environment.integer('WEBHOOK_DELIVERY_DAYS', 30, { min: 0, max: 36_500 }),
    },
    upstreams: {
      runtime: environment.url('RUNTIME_HTTP_URL', 'http://127.0.0.1:7401'),
      generator: environment.url('GENERATOR_HTTP_URL', 'http://127.0.0.1:7402'),
      pipeline: environment.url('PIPELINE_HTTP_URL', 'http://127.0.0.1:7403'),
    },
    grpcUpstreams: {
      runtime: environment.text('RUNTIME_GRPC_ADDRESS', '127.0.0.1:7411'),
      generator: environment.text('GENERATOR_GRPC_ADDRESS', '127.0.0.1:7412'),
      pipeline: environment.text('PIPELINE_GRPC_ADDRESS', '127.0.0.1:7413'),
    },
    models: ['GENERATOR', 'RUNTIME', 'PIPELINE', 'JUDGE'].flatMap((role) => readModel(environment, role)),
    prices:
      readJson(environment, 'MODEL_PRICES', z.record(z.string(), z.record(z.string(), z.number()))) ?? {},
    dashboardDirectory: environment.text(
      'DASHBOARD_DIR',
      fileURLToPath(new URL('../../dashboard/dist', import.meta.url)),
    ),
    otlpEndpoint: environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
    metrics: environment.text('METRICS', 'on') === 'on',
    logLevel: environment.text('LOG_LEVEL', 'info'),
  };
  environment.check();
  const badOrigin = config.corsOrigins.find((one) => !URL.canParse(one) || new URL(one).origin !== one);
  if (badOrigin !== undefined) {
    throw new NexError('config_invalid', `CORS_ORIGINS has "${badOrigin}", which is no origin.`, {
      where: 'CORS_ORIGINS',
      hint: 'Write scheme, host and port alone, as in https://app.example.com, separated by commas.',
    });
  }
  if (!isLoopback(config.host) && config.apiKey === undefined && config.oidc === undefined) {
    throw new NexError('config_invalid', `The gateway would listen on ${config.host} without an API key.`, {
      where: 'NEX_API_KEY',
      hint: 'Set NEX_API_KEY or OIDC_ISSUER, or bind to 127.0.0.1.',
    });
  }
  return config;
}

/** Ten tries within a day: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 3 h, 6 h, 12 h between them. */
const PAUSES_SECONDS = '5,30,120,600,1800,3600,10800,21600,43200';

function readPauses(environment: Environment): number[] {
  const pauses = environment.list('WEBHOOK_RETRY_SECONDS', PAUSES_SECONDS).map(Number);
  if (pauses.every((seconds) => Number.isFinite(seconds) && seconds >= 0))
    return pauses.map((one) => one * 1000);
  throw new NexError('config_invalid', 'WEBHOOK_RETRY_SECONDS is no list of pauses.', {
    where: 'WEBHOOK_RETRY_SECONDS',
    hint: 'Write seconds, separated by commas, as in 5,60,3600.',
  });
}

/** Roles without a model of their own use the plain one; without any, nothing is known of models here. */
function readModel(environment: Environment, role: string): Config['models'] {
  const of = (part: string) =>
    environment.optional(`${role}_LLM_${part}`) ?? environment.optional(`LLM_${part}`);
  const model = of('MODEL');
  const baseUrl = of('BASE_URL');
  return model === undefined || baseUrl === undefined ? [] : [{ role: role.toLowerCase(), model, baseUrl }];
}

const DEFAULT_WORDS = Object.fromEntries(SCOPES.map((scope) => [`nex:${scope}`, scope]));

function readOidc(environment: Environment): OidcOptions | undefined {
  const issuer = environment.optional('OIDC_ISSUER');
  if (issuer === undefined) return undefined;
  return {
    issuer: environment.url('OIDC_ISSUER'),
    audience: environment.text('OIDC_AUDIENCE'),
    tenantClaim: environment.text('OIDC_TENANT_CLAIM', 'tenant'),
    fallbackTenant: environment.optional('OIDC_TENANT'),
    scopeClaim: environment.text('OIDC_SCOPE_CLAIM', 'scope'),
    scopes: readJson(environment, 'OIDC_SCOPES', z.record(z.string(), Scope)) ?? DEFAULT_WORDS,
  };
}

function readJson<T extends z.ZodType>(
  environment: Environment,
  name: string,
  form: T,
): z.infer<T> | undefined {
  const text = environment.optional(name);
  if (text === undefined) return undefined;
  const value = form.safeParse(parseJsonObject(text));
  if (value.success) return value.data;
  throw new NexError('config_invalid', `${name} is not a JSON object of the form that is asked for.`, {
    where: name,
    hint: 'docs/operating.md shows it.',
  });
}
