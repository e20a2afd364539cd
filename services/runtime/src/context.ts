/** The only place that constructs what the service works with. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenFormatOf } from '@nex/assembly';
import type { AgentSpec, Metrics, Model, ModelSettings } from '@nex/core';
import { toNexError } from '@nex/core';
import { createEgressPolicy, createGuardedConnector, createGuardedFetch } from '@nex/egress';
import {
  createHttpPool,
  createLanes,
  createModelFactory,
  createTokenizerStore,
  type Lanes,
  type ModelContext,
  type RateLimiter,
} from '@nex/llm';
import {
  type ArgumentsCheck,
  type Catalogue,
  createArgumentsCheck,
  createMcpPool,
  loadCatalogue,
  type McpPool,
  type ToolDrift,
} from '@nex/mcp';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createJobQueue, createModelRateLimiter, type JobQueue } from '@nex/queue';
import { type Callers, createCallers, createSecretCipher, type SecretCipher, watchDisk } from '@nex/service';
import { createLogger, createMetrics, type Logger } from '@nex/telemetry';
import { createSerperSearch, probeSandbox, type SandboxProbe, type ToolEnvironment } from '@nex/tools';
import { trace } from '@opentelemetry/api';
import type { Config } from './config.ts';
import { type Bus, createBus } from './events.ts';
import type { KnownBundles } from './store/bundles.ts';
import { createLogWriter, type LogWriter } from './store/log-writer.ts';
import type { KnownSnapshots } from './store/tool-snapshots.ts';
import { createDayTokens, type DayTokens } from './tenants/day-tokens.ts';
import { type Cancellations, createCancellations } from './watch/cancellations.ts';
import { createEndBell } from './watch/end-bell.ts';
import { createFinishedRuns, type FinishedRuns } from './watch/finished-runs.ts';
import { createLiveMessages, type LiveMessages } from './watch/live-messages.ts';
import { createTreeChanges, type TreeChanges } from './watch/tree-changes.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  pool: Pool;
  /** For whom the work at hand is done. */
  callers: Callers;
  queue: JobQueue;
  dayTokens: DayTokens;
  /** The model that the settings of an agent file mean; without settings the platform's. */
  models: (settings?: ModelSettings, where?: ModelContext) => Model;
  /** The same for servers that requests name for their runs: guarded sockets, token-level ones included. */
  runModels: (settings?: ModelSettings, where?: ModelContext) => Model;
  catalogue: Catalogue;
  mcp: McpPool;
  /** Changes of tools that were seen, oldest first; the newest alone are kept. */
  drifts: (ToolDrift & { at: string })[];
  argumentChecks: ArgumentsCheck;
  /** For addresses that agents choose. */
  fetch: typeof globalThis.fetch;
  /** What this machine can do for local sandboxes; found out at the first use. */
  sandboxProbe: () => Promise<SandboxProbe>;
  /** Absent: no search engine is configured. */
  search: ToolEnvironment['search'];
  /** Absent: no key for secrets is configured. */
  secretCipher: SecretCipher | undefined;
  bundles: KnownBundles;
  /** Agents that were loaded from bundles, newest last. */
  agents: Map<string, Promise<AgentSpec>>;
  bus: Bus;
  /** Where workers write what runs do. */
  writer: LogWriter;
  snapshots: KnownSnapshots;
  cancellations: Cancellations;
  finishedRuns: FinishedRuns;
  treeChanges: TreeChanges;
  /** What models are writing right now. */
  live: LiveMessages;
  log: Logger;
  metrics: Metrics;
}

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

const API_ROLE = 'nex_runtime_api';

/**
 * The same for those who serve callers: what they ask of the database concerns what is the caller's own, whatever the
 * query says, and outside of a request they ask nothing.
 */
export function apiContext(context: Context): Context {
  const { callers, pool } = context;
  return {
    ...context,
    pool: pool.bound(() => ({ role: API_ROLE, tenant: callers.current().tenant })),
  };
}

/** Streams of tool servers end when the server or the run does. */
const ENDLESS = { maxResponseBytes: Number.POSITIVE_INFINITY, timeouts: { bodyIdleMs: 0 } };

/** Connections beside those of the runs that execute, for the API and the polls. */
const SPARE_CONNECTIONS = 8;
const MAX_CONNECTIONS = 40;
const KEPT_DRIFTS = 200;

export async function createContext(config: Config, overrides: Partial<Context> = {}): Promise<Context> {
  await using stack = new AsyncDisposableStack();
  const log = overrides.log ?? createLogger({ service: 'runtime', level: config.logLevel });
  const metrics =
    overrides.metrics ??
    stack.use(
      await createMetrics({
        serviceName: 'runtime',
        otlpEndpoint: config.otlpEndpoint,
        enabled: config.metrics,
      }),
    );
  const pool =
    overrides.pool ??
    stack.use(
      createPool({
        url: config.databaseUrl,
        applicationName: 'runtime',
        metrics,
        max: Math.min(config.runConcurrency + SPARE_CONNECTIONS, MAX_CONNECTIONS),
      }),
    );
  await migrate(pool, { schema: 'runtime', directory: MIGRATIONS });
  const fetch = overrides.fetch ?? stack.use(createGuardedFetch(config.egress));
  const catalogue =
    overrides.catalogue ??
    (await loadCatalogue(config.catalogueDirectory, {
      path: config.path,
      servers: config.serversDirectory,
    }));
  const stateDirectory = join(config.dataDirectory, 'mcp');
  await mkdir(stateDirectory, { recursive: true });
  stack.use(watchDisk(metrics, config.dataDirectory));
  const drifts = overrides.drifts ?? [];
  const mcp =
    overrides.mcp ??
    stack.use(
      await createMcpPool({
        catalogue,
        metrics,
        directory: stateDirectory,
        path: config.path,
        keys: keysOf(catalogue, config),
        fetch: stack.use(createGuardedFetch({ ...config.mcpEgress, ...ENDLESS })),
        onDrift: (drift) => {
          log.warn(drift, 'the tools of a server changed');
          drifts.push({ ...drift, at: new Date().toISOString() });
          if (drifts.length > KEPT_DRIFTS) drifts.shift();
        },
      }),
    );
  const queue =
    overrides.queue ??
    stack.use(
      createJobQueue({
        redisUrl: config.redisUrl,
        databaseUrl: config.databaseUrl,
        prefix: config.queuePrefix,
        metrics,
      }),
    );
  const bus = overrides.bus ?? createBus();
  const onFailure = (thrown: unknown) => log.warn({ err: toNexError(thrown) }, 'a poll failed');
  const watching = { pool, bus, onFailure };
  const cancellations = overrides.cancellations ?? stack.use(createCancellations(watching));
  const finishedRuns =
    overrides.finishedRuns ?? stack.use(createFinishedRuns({ ...watching, lookEveryMs: config.endsLookMs }));
  stack.use(createEndBell({ pool, databaseUrl: config.databaseUrl, bus, onGap: finishedRuns.look }));
  const treeChanges = overrides.treeChanges ?? stack.use(createTreeChanges(watching));
  const live = overrides.live ?? stack.use(createLiveMessages());
  const pace: Pace = { lanes: createLanes(config.modelConcurrency) };
  if (config.rateLimits) {
    const { redisUrl, queuePrefix: prefix, rateLimits: limits } = config;
    pace.rateLimiter = stack.use(createModelRateLimiter({ redisUrl, prefix, limits }));
  }
  const models =
    overrides.models ??
    stack.use(
      createModelFactory({
        ...config.model,
        ...pace,
        maxConcurrency: config.modelConcurrency,
        tracer: trace.getTracer('nex'),
        metrics,
        captureContent: config.captureContent,
        ...(config.prices ? { prices: config.prices } : {}),
      }),
    );
  const runModels = overrides.runModels ?? stack.use(createRunModels(config, pace, stack, metrics));
  const owned = stack.move();
  return {
    config,
    pool,
    callers: overrides.callers ?? createCallers(),
    queue,
    dayTokens: overrides.dayTokens ?? createDayTokens(),
    models,
    runModels,
    catalogue,
    mcp,
    drifts,
    fetch,
    sandboxProbe: overrides.sandboxProbe ?? once(() => probeSandbox({ path: config.path })),
    search:
      overrides.search ??
      (config.serperKey ? createSerperSearch({ apiKey: config.serperKey, fetch }) : undefined),
    secretCipher: overrides.secretCipher ?? createSecretCipher(config.secretKeys),
    argumentChecks: overrides.argumentChecks ?? createArgumentsCheck(),
    bundles: overrides.bundles ?? new Map(),
    agents: overrides.agents ?? new Map(),
    bus,
    snapshots: overrides.snapshots ?? new Set(),
    writer: overrides.writer ?? createLogWriter(pool),
    cancellations,
    finishedRuns,
    treeChanges,
    live,
    log,
    metrics,
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
    },
  };
}

const CONNECT_TIMEOUT_MS = 15_000;

/** Of calls, whoever names the model. */
interface Pace {
  lanes: Lanes;
  rateLimiter?: RateLimiter;
}

function createRunModels(config: Config, pace: Pace, stack: AsyncDisposableStack, metrics: Metrics) {
  const { modelConcurrency, modelEgress, captureContent, prices, tokenizersDirectory } = config;
  const connect = createGuardedConnector({
    policy: createEgressPolicy(modelEgress),
    timeoutMs: CONNECT_TIMEOUT_MS,
  });
  return createModelFactory({
    ...config.model,
    ...pace,
    pool: stack.use(createHttpPool({ connections: modelConcurrency, connect })),
    maxConcurrency: modelConcurrency,
    tracer: trace.getTracer('nex'),
    metrics,
    captureContent,
    ...(prices ? { prices } : {}),
    ...(tokenizersDirectory === undefined
      ? {}
      : { tokens: { format: tokenFormatOf('hermes'), tokenizers: createTokenizerStore() } }),
  });
}

/** Those that are there: a server without its own says so when it is asked for. */
function keysOf({ entries }: Catalogue, { toolServerKey }: Config): Record<string, string> {
  const names = new Set(entries.flatMap(({ keys }) => keys));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = toolServerKey(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
