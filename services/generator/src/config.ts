/** The only reader of the environment: raw text in, checked values out. */
import { fileURLToPath } from 'node:url';
import { NexError, SANDBOX_TYPES, type SandboxType } from '@nex/core';
import { type PriceTable, type RateLimits, readPriceTable, readRateLimits } from '@nex/llm';
import { Environment, type ModelConfig, readModelConfig } from '@nex/service';

export interface Config {
  databaseUrl: string;
  redisUrl: string | undefined;
  queuePrefix: string;
  host: string;
  httpPort: number;
  /** Between saying that it is not ready and closing. */
  drainDelayMs: number;
  grpcPort: number;
  runtimeAddress: string;
  catalogueDirectory: string;
  /** Where servers of the catalogue are installed on demand. */
  serversDirectory: string;
  model: ModelConfig;
  /** Absent: calls have no cost, and budgets in US dollars are refused. */
  prices: PriceTable | undefined;
  /** Calls and tokens of models per minute. */
  rateLimits: RateLimits | undefined;
  /** Where code that a model wrote is tried out. There is no fallback to a weaker kind. */
  synthesisSandbox: SandboxType;
  /** Of a container. */
  sandboxImage: string | undefined;
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
    httpPort: environment.integer('HTTP_PORT', 7402, { min: 0, max: 65_535 }),
    drainDelayMs: environment.integer('DRAIN_DELAY_MS', 0, { min: 0, max: 10_000 }),
    grpcPort: environment.integer('GRPC_PORT', 7412, { min: 0, max: 65_535 }),
    runtimeAddress: environment.text('RUNTIME_GRPC_ADDRESS', '127.0.0.1:7411'),
    catalogueDirectory: environment.text(
      'CATALOGUE_DIR',
      fileURLToPath(new URL('../../../catalogue', import.meta.url)),
    ),
    serversDirectory: environment.text(
      'CATALOGUE_SERVERS_DIR',
      fileURLToPath(new URL('../../../.nex/servers', import.meta.url)),
    ),
    model: readModelConfig(environment, 'GENERATOR'),
    prices: readPriceTable(environment.optional('MODEL_PRICES'), 'MODEL_PRICES'),
    rateLimits: readRateLimits(environment.optional('MODEL_RATE_LIMITS'), 'MODEL_RATE_LIMITS'),
    synthesisSandbox: readSandbox(environment),
    sandboxImage: environment.optional('SANDBOX_IMAGE'),
    otlpEndpoint: environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
    metrics: environment.text('METRICS', 'on') === 'on',
    logLevel: environment.text('LOG_LEVEL', 'info'),
  };
  environment.check();
  return config;
}

function readSandbox(environment: Environment): SandboxType {
  const name = environment.text('SYNTHESIS_SANDBOX', 'local');
  const known = SANDBOX_TYPES.find((type) => type === name);
  if (known) return known;
  throw new NexError('config_invalid', `SYNTHESIS_SANDBOX is "${name}".`, {
    where: 'SYNTHESIS_SANDBOX',
    hint: `Write one of: ${SANDBOX_TYPES.join(', ')}.`,
  });
}
