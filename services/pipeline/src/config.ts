/** The only reader of the environment: raw variables in, typed configuration out. */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NexError, SANDBOX_TYPES, type SandboxType } from '@nex/core';
import { type PriceTable, type RateLimits, readPriceTable, readRateLimits } from '@nex/llm';
import {
  Environment,
  isLoopback,
  type ModelConfig,
  type RunModelKeys,
  readModelConfig,
  readRunModelKeys,
} from '@nex/service';

export interface PipelineConfig {
  databaseUrl: string;
  /** Absent: the job queue lies in Postgres. */
  redisUrl: string | undefined;
  queuePrefix: string;
  host: string;
  httpPort: number;
  /** Between saying that it is not ready and closing. */
  drainDelayMs: number;
  grpcPort: number;
  runtimeGrpcAddress: string;
  generatorGrpcAddress: string;
  model: ModelConfig;
  /** Of the pipeline's model, and of those that runs use. */
  prices: PriceTable | undefined;
  /** Calls and tokens of models per minute. */
  rateLimits: RateLimits | undefined;
  /** Before a run that ended by a fault is made again; doubles with each attempt. */
  runRetryDelayMs: number;
  /** Judges trajectories. */
  judge: ModelConfig;
  /** Absent: no duplicates by meaning. */
  embeddings: { baseUrl: string; model: string; apiKey?: string } | undefined;
  /** Where scripts of verifiers run. There is no fallback to a weaker kind. */
  verifierSandbox: SandboxType;
  /** Of a container. */
  sandboxImage: string | undefined;
  /** Key of the search engine that queries are grounded with. */
  serperKey: string | undefined;
  /** Hosts that queries may be grounded in whatever they resolve to. */
  egressAllowHosts: readonly string[];
  /** Where the model servers of trainers may lie beside public addresses: on loopback callers are users of this machine. */
  modelEgress: { allowHosts: readonly string[]; allowPrivate: boolean };
  /** Keys of such servers, by the name that requests use; each goes to its own server only. */
  runModelKeys: RunModelKeys;
  /** Goes into hashes of redacted values. */
  redactionSalt: string | undefined;
  /** Each version of a data set lies in a folder of `datasets/` below it. */
  dataDirectory: string;
  otlpEndpoint: string | undefined;
  /** Whether metrics are kept, for `/metrics` and the endpoint. */
  metrics: boolean;
  logLevel: string;
}

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const PORTS = { min: 0, max: 65_535 };

export function readConfig(values: Readonly<Record<string, string | undefined>>): PipelineConfig {
  const environment = new Environment(values);
  const model = readModelConfig(environment, 'PIPELINE');
  const host = environment.text('HOST', '127.0.0.1');
  const egressAllowHosts = environment.list('EGRESS_ALLOW_HOSTS');
  const config: PipelineConfig = {
    databaseUrl: environment.url('DATABASE_URL'),
    redisUrl: environment.optional('REDIS_URL'),
    queuePrefix: environment.text('QUEUE_PREFIX', 'nex'),
    host,
    httpPort: environment.integer('HTTP_PORT', 7403, PORTS),
    drainDelayMs: environment.integer('DRAIN_DELAY_MS', 0, { min: 0, max: 10_000 }),
    grpcPort: environment.integer('GRPC_PORT', 7413, PORTS),
    runtimeGrpcAddress: environment.text('RUNTIME_GRPC_ADDRESS', '127.0.0.1:7411'),
    generatorGrpcAddress: environment.text('GENERATOR_GRPC_ADDRESS', '127.0.0.1:7412'),
    model,
    judge: readJudge(environment, model),
    embeddings: readEmbeddings(environment),
    prices: readPriceTable(environment.optional('MODEL_PRICES'), 'MODEL_PRICES'),
    rateLimits: readRateLimits(environment.optional('MODEL_RATE_LIMITS'), 'MODEL_RATE_LIMITS'),
    runRetryDelayMs: environment.integer('RUN_RETRY_DELAY_MS', 2000, { min: 0, max: 600_000 }),
    verifierSandbox: readSandbox(environment),
    sandboxImage: environment.optional('SANDBOX_IMAGE'),
    serperKey: environment.optional('SERPER_API_KEY'),
    egressAllowHosts,
    modelEgress: { allowHosts: egressAllowHosts, allowPrivate: isLoopback(host) },
    runModelKeys: readRunModelKeys(environment),
    redactionSalt: environment.optional('REDACTION_SALT'),
    dataDirectory: resolve(environment.text('NEX_DATA_DIR', join(REPOSITORY, '.nex', 'data'))),
    otlpEndpoint: environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
    metrics: environment.text('METRICS', 'on') === 'on',
    logLevel: environment.text('LOG_LEVEL', 'info'),
  };
  environment.check();
  return config;
}

/** What is not set is the pipeline's own, except for its key, which goes to its own server only. */
function readJudge(environment: Environment, own: ModelConfig): ModelConfig {
  const model = environment.text('JUDGE_LLM_MODEL', own.model);
  if (environment.optional('JUDGE_LLM_BASE_URL') === undefined) return { ...own, model };
  return {
    baseUrl: environment.url('JUDGE_LLM_BASE_URL'),
    apiKey: environment.optional('JUDGE_LLM_API_KEY'),
    model,
  };
}

function readEmbeddings(environment: Environment): PipelineConfig['embeddings'] {
  if (environment.optional('EMBEDDINGS_BASE_URL') === undefined) return undefined;
  const apiKey = environment.optional('EMBEDDINGS_API_KEY');
  return {
    baseUrl: environment.url('EMBEDDINGS_BASE_URL'),
    model: environment.text('EMBEDDINGS_MODEL'),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

function readSandbox(environment: Environment): SandboxType {
  const name = environment.text('VERIFIER_SANDBOX', 'local');
  const known = SANDBOX_TYPES.find((type) => type === name);
  if (known) return known;
  throw new NexError('config_invalid', `VERIFIER_SANDBOX is "${name}".`, {
    where: 'VERIFIER_SANDBOX',
    hint: `Write one of: ${SANDBOX_TYPES.join(', ')}.`,
  });
}
