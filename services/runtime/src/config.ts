/** The only reader of the environment: raw text in, checked values out. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Environment, type ModelConfig, readModelConfig } from '@nex/service';

export interface Config {
  databaseUrl: string;
  redisUrl: string | undefined;
  queuePrefix: string;
  host: string;
  httpPort: number;
  grpcPort: number;
  model: ModelConfig;
  /** Root runs that this process executes at the same time; 0: it serves the API only. */
  runConcurrency: number;
  catalogueDirectory: string;
  dataDirectory: string;
  otlpEndpoint: string | undefined;
  logLevel: string;
}

export function readConfig(values: NodeJS.ProcessEnv): Config {
  const environment = new Environment(values);
  const inRepository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  const config: Config = {
    databaseUrl: environment.text('DATABASE_URL'),
    redisUrl: environment.optional('REDIS_URL'),
    queuePrefix: environment.text('QUEUE_PREFIX', 'nex'),
    host: environment.text('HOST', '127.0.0.1'),
    httpPort: environment.integer('HTTP_PORT', 7401, { min: 0, max: 65_535 }),
    grpcPort: environment.integer('GRPC_PORT', 7411, { min: 0, max: 65_535 }),
    model: readModelConfig(environment, 'RUNTIME'),
    runConcurrency: environment.integer('RUN_CONCURRENCY', 16, { min: 0, max: 1000 }),
    catalogueDirectory: resolve(environment.text('CATALOGUE_DIR', inRepository('catalogue'))),
    dataDirectory: resolve(environment.text('NEX_DATA_DIR', inRepository('.nex/data'))),
    otlpEndpoint: environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
    logLevel: environment.text('LOG_LEVEL', 'info'),
  };
  environment.check();
  return config;
}
