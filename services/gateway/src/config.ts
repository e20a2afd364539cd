/** The only reader of the environment: raw text in, checked values out. */
import { NexError } from '@nex/core';
import { Environment, isLoopback } from '@nex/service';

export const SERVICES = ['runtime', 'generator', 'pipeline'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface Config {
  databaseUrl: string;
  host: string;
  httpPort: number;
  /** Callers must send it. Absent only on loopback. */
  apiKey: string | undefined;
  upstreams: Record<ServiceName, string>;
  otlpEndpoint: string | undefined;
  logLevel: string;
}

export function readConfig(values: NodeJS.ProcessEnv): Config {
  const environment = new Environment(values);
  const config: Config = {
    databaseUrl: environment.text('DATABASE_URL'),
    host: environment.text('HOST', '127.0.0.1'),
    httpPort: environment.integer('HTTP_PORT', 7400, { min: 0, max: 65_535 }),
    apiKey: environment.optional('NEX_API_KEY'),
    upstreams: {
      runtime: environment.url('RUNTIME_HTTP_URL', 'http://127.0.0.1:7401'),
      generator: environment.url('GENERATOR_HTTP_URL', 'http://127.0.0.1:7402'),
      pipeline: environment.url('PIPELINE_HTTP_URL', 'http://127.0.0.1:7403'),
    },
    otlpEndpoint: environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
    logLevel: environment.text('LOG_LEVEL', 'info'),
  };
  environment.check();
  if (!isLoopback(config.host) && config.apiKey === undefined) {
    throw new NexError('config_invalid', `The gateway would listen on ${config.host} without an API key.`, {
      where: 'NEX_API_KEY',
      hint: 'Set NEX_API_KEY, or bind to 127.0.0.1.',
    });
  }
  return config;
}
