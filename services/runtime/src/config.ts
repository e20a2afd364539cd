/** The only reader of the environment: raw text in, checked values out. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type McpServerSpec, NexError, parseJsonObject, SANDBOX_TYPES, type SandboxType } from '@nex/core';
import { type PriceTable, type RateLimits, readPriceTable, readRateLimits } from '@nex/llm';
import {
  Environment,
  isLoopback,
  type ModelConfig,
  type RunModelKeys,
  readModelConfig,
  readRunModelKeys,
  readSecretKeys,
} from '@nex/service';
import type { LangfuseOptions } from '@nex/telemetry';

export interface Config {
  databaseUrl: string;
  redisUrl: string | undefined;
  queuePrefix: string;
  host: string;
  httpPort: number;
  /** Between saying that it is not ready and closing. */
  drainDelayMs: number;
  /** How long a worker that is asked to stop waits for the answers and calls that are under way. */
  drainStepsMs: number;
  /** How long results of quick calls wait for the next answer, to be written as one with it. */
  deferResultsMs: number;
  /** How often who waits for the ends of runs looks for those that no other process told of. */
  endsLookMs: number;
  grpcPort: number;
  model: ModelConfig;
  /** Root runs that this process executes at the same time; 0: it serves the API only. */
  runConcurrency: number;
  /** Model calls of this process at the same time; others wait. */
  modelConcurrency: number;
  catalogueDirectory: string;
  /** Where servers of the catalogue are installed on demand. */
  serversDirectory: string;
  dataDirectory: string;
  /** Kinds of MCP server that agent files may name. `stdio` lets whoever sends a file run commands on this host. */
  mcpServerTypes: ReadonlySet<McpServerSpec['type']>;
  /** Kinds of sandbox that agent files may ask for. `plain` runs commands on this host without isolation. */
  sandboxTypes: readonly SandboxType[];
  /** Image of containers for agent files that name none. */
  sandboxImage: string | undefined;
  /** Command of a Python 3 for sandboxes; absent: /usr/bin/python3, when there is one. */
  sandboxPython: string | undefined;
  /** What the client of a container engine reads: where the engine is, and the user's settings for it. */
  engineEnvironment: Readonly<Record<string, string>>;
  /** Folders that `py:` bindings are imported from; none: Python tools are off. */
  pythonRoots: readonly string[];
  /** Values of `${env.X}` in agent files beside those of the platform's model. Whoever sends a file can read them. */
  agentVariables: Readonly<Record<string, string>>;
  /** Folder with `node_modules` for `npm:` bindings and `pkg:` paths; absent: they are off. */
  npmRoot: string | undefined;
  /** Where agents may send requests beside public addresses. */
  egress: { allowHosts: readonly string[] };
  /** The same for the tool servers that agent files name: on loopback their callers are users of this machine. */
  mcpEgress: { allowHosts: readonly string[]; allowPrivate: boolean };
  /** The same for model servers that requests name for their runs. */
  modelEgress: { allowHosts: readonly string[]; allowPrivate: boolean };
  /** Keys of such servers, by the name that requests use; each goes to its own server only. */
  runModelKeys: RunModelKeys;
  /** Of secrets, 32 bytes each: the first encrypts, all decrypt. None: there are no secrets. */
  secretKeys: readonly Buffer[];
  /** Folder with a folder per tokenizer, for token-level model servers; absent: they are off. */
  tokenizersDirectory: string | undefined;
  /** Logs of runs that ended this long ago are packed; infinity: never. */
  packAfterMs: number;
  /** Where commands of tool servers are looked for. */
  path: string;
  serperKey: string | undefined;
  /** Keys of the catalogue's servers, by the names that their entries give: variables of the environment. */
  toolServerKey: (name: string) => string | undefined;
  prices: PriceTable | undefined;
  /** Calls and tokens of models per minute. */
  rateLimits: RateLimits | undefined;
  otlpEndpoint: string | undefined;
  /** Where spans go, beside the endpoint above. */
  langfuse: LangfuseOptions | undefined;
  /** Whether spans hold what was said: messages, arguments and results of tools. */
  captureContent: boolean;
  /** Whether metrics are kept, for `/metrics` and the endpoint. */
  metrics: boolean;
  logLevel: string;
}

export function readConfig(values: NodeJS.ProcessEnv): Config {
  const environment = new Environment(values);
  const inRepository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  const runConcurrency = environment.integer('RUN_CONCURRENCY', 16, { min: 0, max: 5000 });
  const allowHosts = environment.list('EGRESS_ALLOW_HOSTS');
  const config: Config = {
    databaseUrl: environment.text('DATABASE_URL'),
    redisUrl: environment.optional('REDIS_URL'),
    queuePrefix: environment.text('QUEUE_PREFIX', 'nex'),
    host: environment.text('HOST', '127.0.0.1'),
    httpPort: environment.integer('HTTP_PORT', 7401, { min: 0, max: 65_535 }),
    drainDelayMs: environment.integer('DRAIN_DELAY_MS', 0, { min: 0, max: 10_000 }),
    drainStepsMs: environment.integer('DRAIN_STEPS_MS', 8000, { min: 0, max: 8000 }),
    deferResultsMs: environment.integer('DEFER_RESULTS_MS', 20, { min: 0, max: 1000 }),
    endsLookMs: environment.integer('ENDS_LOOK_MS', 5000, { min: 10, max: 3_600_000 }),
    grpcPort: environment.integer('GRPC_PORT', 7411, { min: 0, max: 65_535 }),
    model: readModelConfig(environment, 'RUNTIME'),
    runConcurrency,
    modelConcurrency: environment.integer('MODEL_CONCURRENCY', Math.max(256, runConcurrency), {
      min: 1,
      max: 20_000,
    }),
    catalogueDirectory: resolve(environment.text('CATALOGUE_DIR', inRepository('catalogue'))),
    serversDirectory: resolve(environment.text('CATALOGUE_SERVERS_DIR', inRepository('.nex/servers'))),
    dataDirectory: resolve(environment.text('NEX_DATA_DIR', inRepository('.nex/data'))),
    mcpServerTypes: readServerTypes(environment),
    sandboxTypes: readSandboxTypes(environment),
    sandboxImage: environment.optional('SANDBOX_IMAGE'),
    sandboxPython: environment.optional('SANDBOX_PYTHON'),
    engineEnvironment: readAll(environment, ENGINE_VARIABLES),
    pythonRoots: environment.list('PYTHON_TOOL_ROOTS').map((path) => resolve(path)),
    agentVariables: readAgentVariables(environment),
    npmRoot: environment.optional('NPM_TOOLS_DIR'),
    egress: { allowHosts },
    mcpEgress: { allowHosts, allowPrivate: isOnLoopback(environment) },
    modelEgress: { allowHosts, allowPrivate: isOnLoopback(environment) },
    runModelKeys: readRunModelKeys(environment),
    secretKeys: readSecretKeys(environment),
    tokenizersDirectory: environment.optional('TOKENIZERS_DIR'),
    packAfterMs: readPackAfter(environment),
    path: environment.text('PATH', '/usr/local/bin:/usr/bin:/bin'),
    serperKey: environment.optional('SERPER_API_KEY'),
    toolServerKey: (name) => environment.optional(name),
    prices: readPriceTable(environment.optional('MODEL_PRICES'), 'MODEL_PRICES'),
    rateLimits: readRateLimits(environment.optional('MODEL_RATE_LIMITS'), 'MODEL_RATE_LIMITS'),
    otlpEndpoint: environment.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
    langfuse: readLangfuse(environment),
    captureContent:
      environment.text('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', 'false') === 'true',
    metrics: environment.text('METRICS', 'on') === 'on',
    logLevel: environment.text('LOG_LEVEL', 'info'),
  };
  environment.check();
  return config;
}

/** Logs that may still be read are left in rows for two minutes at least. */
function readPackAfter(environment: Environment): number {
  const minutes = environment.integer('PACK_AFTER_MINUTES', 15, { min: 0, max: 1_000_000 });
  return minutes === 0 ? Number.POSITIVE_INFINITY : Math.max(minutes, 2) * 60_000;
}

/** Of docker and podman. */
const ENGINE_VARIABLES = [
  'HOME',
  'XDG_RUNTIME_DIR',
  'CONTAINER_HOST',
  'CONTAINER_SSHKEY',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'DOCKER_API_VERSION',
];

function readAll(environment: Environment, names: readonly string[]): Record<string, string> {
  const entries = names.map((name) => [name, environment.optional(name)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const SERVER_TYPES: readonly McpServerSpec['type'][] = ['catalogue', 'http', 'stdio'];
/** All kinds on loopback, where callers are users of this machine; without `stdio` on any other address. */
function readServerTypes(environment: Environment): ReadonlySet<McpServerSpec['type']> {
  const safe = isOnLoopback(environment) ? SERVER_TYPES : (['catalogue', 'http'] as const);
  return new Set(someOf(environment, 'MCP_SERVER_TYPES', SERVER_TYPES, safe));
}

/** All kinds on loopback; without `plain` on any other address. */
function readSandboxTypes(environment: Environment): SandboxType[] {
  const safe = isOnLoopback(environment) ? SANDBOX_TYPES : (['local', 'container'] as const);
  return someOf(environment, 'SANDBOX_TYPES', SANDBOX_TYPES, safe);
}

function isOnLoopback(environment: Environment): boolean {
  return isLoopback(environment.text('HOST', '127.0.0.1'));
}

function someOf<T extends string>(
  environment: Environment,
  name: string,
  known: readonly T[],
  fallback: readonly T[],
): T[] {
  const names = environment.list(name, fallback.join(','));
  const found = names.flatMap((one) => known.find((member) => member === one) ?? []);
  if (found.length === names.length) return found;
  throw new NexError('config_invalid', `${name} is "${names.join(',')}".`, {
    where: name,
    hint: `Name some of ${known.join(', ')}, separated by commas.`,
  });
}

/** Needs both keys or none. */
function readLangfuse(environment: Environment): LangfuseOptions | undefined {
  const publicKey = environment.optional('LANGFUSE_PUBLIC_KEY');
  const secretKey = environment.optional('LANGFUSE_SECRET_KEY');
  const host = environment.url('LANGFUSE_HOST', 'https://cloud.langfuse.com');
  if (publicKey !== undefined && secretKey !== undefined) return { host, publicKey, secretKey };
  if (publicKey === undefined && secretKey === undefined) return undefined;
  const missing = publicKey === undefined ? 'LANGFUSE_PUBLIC_KEY' : 'LANGFUSE_SECRET_KEY';
  throw new NexError('config_invalid', `${missing} is not set.`, {
    where: missing,
    hint: 'Set both keys of the Langfuse project, or neither.',
  });
}

function readAgentVariables(environment: Environment): Record<string, string> {
  const text = environment.optional('AGENT_VARIABLES');
  if (text === undefined) return {};
  const values = Object.entries(parseJsonObject(text) ?? { '': null });
  const texts = values.flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  if (texts.length === values.length) return Object.fromEntries(texts);
  throw new NexError('config_invalid', 'AGENT_VARIABLES is not a JSON object of texts.', {
    where: 'AGENT_VARIABLES',
    hint: 'Write {"SUMMARY_MODEL": "model-name"}.',
  });
}
