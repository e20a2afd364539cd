/** The only reader of the environment: raw text in, checked values out. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type McpServerSpec, NexError } from '@nex/core';
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
  /** Kinds of MCP server that agent files may name. `stdio` lets whoever sends a file run commands on this host. */
  mcpServerTypes: ReadonlySet<McpServerSpec['type']>;
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
    mcpServerTypes: readServerTypes(environment),
    otlpEndpoint: environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
    logLevel: environment.text('LOG_LEVEL', 'info'),
  };
  environment.check();
  return config;
}

const SERVER_TYPES: readonly McpServerSpec['type'][] = ['catalogue', 'http', 'stdio'];
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** All kinds on loopback, where callers are users of this machine; without `stdio` on any other address. */
function readServerTypes(environment: Environment): ReadonlySet<McpServerSpec['type']> {
  const safe = LOOPBACK.has(environment.text('HOST', '127.0.0.1')) ? SERVER_TYPES : ['catalogue', 'http'];
  const names = environment.text('MCP_SERVER_TYPES', safe.join(',')).split(',');
  const types = names.map((name) => SERVER_TYPES.find((type) => type === name.trim()));
  if (types.every((type) => type !== undefined)) return new Set(types);
  throw new NexError('config_invalid', `MCP_SERVER_TYPES is "${names.join(',')}".`, {
    where: 'MCP_SERVER_TYPES',
    hint: `Name some of ${SERVER_TYPES.join(', ')}, separated by commas.`,
  });
}
