/** The only place that constructs resources. Whoever makes a context disposes it. */
import { fileURLToPath } from 'node:url';
import type { Embedder, Metrics, Model, ModelSettings } from '@nex/core';
import { createEgressPolicy, createGuardedConnector, createGuardedFetch } from '@nex/egress';
import {
  createHttpPool,
  createLanes,
  createModelFactory,
  type Lanes,
  type ModelContext,
  openAiEmbedder,
  type RateLimiter,
} from '@nex/llm';
import { createPool, migrate, type Pool } from '@nex/postgres';
import {
  createJobQueue,
  createModelRateLimiter,
  createStreams,
  type JobQueue,
  type Streams,
} from '@nex/queue';
import { createRpcClient, GeneratorService, RuntimeService } from '@nex/rpc';
import { type Callers, createCallers, watchDisk } from '@nex/service';
import { createLogger, createMetrics, type Logger } from '@nex/telemetry';
import { createSerperSearch } from '@nex/tools';
import { trace } from '@opentelemetry/api';
import type { Ledger } from './budget/ledger.ts';
import type { PipelineConfig } from './config.ts';
import type { Web } from './enhancers/web.ts';
import { type BuildEvents, createBuildEvents } from './events.ts';
import type { JudgeModels } from './judging/judges.ts';
import { type Bell, createBell } from './rollouts/bell.ts';
import type { BatchesAtWork } from './rollouts/jobs/batches-at-work.ts';
import { SCORERS, type Scorers } from './stages/scorers.ts';
import type { Peers } from './stages/stage.ts';
import { createScriptRoom, type ScriptRoom } from './verifying/script-room.ts';
import { watchMaking } from './watch-making.ts';

export interface PipelineContext extends Peers, AsyncDisposable {
  config: PipelineConfig;
  pool: Pool;
  /** For whom the work at hand is done. */
  callers: Callers;
  queue: JobQueue;
  /** Writes the queries. */
  model: Model;
  judgeModel: JudgeModels;
  /** Trainers' own models, for agents of their own: guarded sockets. */
  policyModels: (settings?: ModelSettings, where?: ModelContext) => Model;
  /** What the tries of each model go through. */
  lanes: Lanes;
  /** What the runs with each model go through, of builds and of rollouts. */
  runLanes: Lanes;
  /** Absent where the environment names none. */
  embedder: Embedder | undefined;
  web: Web;
  scripts: ScriptRoom;
  scorers: Scorers;
  events: BuildEvents;
  /** Wakes who waits for rollouts. */
  bell: Bell;
  /** Where batches of rollouts are begun at once; absent: by jobs alone. */
  batchesAtWork?: BatchesAtWork;
  /** Digests of bundles that the runtime is known to have, by tenant and digest of the files. */
  storedBundles: Map<string, string>;
  /** Absent without Redis. */
  streams: Streams | undefined;
  logger: Logger;
  metrics: Metrics;
  /** Of the builds that this process is at. */
  budgets: Set<Ledger>;
}

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

const API_ROLE = 'nex_pipeline_api';

/**
 * The same for those who serve callers: what they ask of the database concerns what is the caller's own, whatever the
 * query says, and outside of a request they ask nothing.
 */
export function apiContext(context: PipelineContext): PipelineContext {
  const { callers, pool } = context;
  return {
    ...context,
    pool: pool.bound(() => ({ role: API_ROLE, tenant: callers.current().tenant })),
  };
}

/** Brings the schema up to date. What is given is used as it is and stays the caller's; the rest is made here. */
export async function createContext(
  config: PipelineConfig,
  overrides: Partial<PipelineContext> = {},
): Promise<PipelineContext> {
  await using making = new AsyncDisposableStack();
  const metrics =
    overrides.metrics ??
    making.use(
      await createMetrics({
        serviceName: 'pipeline',
        otlpEndpoint: config.otlpEndpoint,
        enabled: config.metrics,
      }),
    );
  const pool =
    overrides.pool ??
    making.use(createPool({ url: config.databaseUrl, max: 16, applicationName: 'nex-pipeline', metrics }));
  await migrate(pool, { schema: 'pipeline', directory: MIGRATIONS });
  const budgets = overrides.budgets ?? new Set();
  making.use(watchMaking(metrics, pool, budgets));
  making.use(watchDisk(metrics, config.dataDirectory));
  const { redisUrl, databaseUrl, queuePrefix: prefix } = config;
  const callers = overrides.callers ?? createCallers();
  const headers = () => callers.headers();
  const lanes = overrides.lanes ?? createLanes(MAX_AT_ONCE);
  const pace: Pace = { lanes };
  if (config.rateLimits) {
    pace.rateLimiter = making.use(createModelRateLimiter({ redisUrl, prefix, limits: config.rateLimits }));
  }
  const context = {
    config,
    pool,
    callers,
    queue: overrides.queue ?? making.use(createJobQueue({ redisUrl, databaseUrl, prefix, metrics })),
    runtime:
      overrides.runtime ?? making.use(createRpcClient(RuntimeService, config.runtimeGrpcAddress, headers)),
    generator:
      overrides.generator ??
      making.use(createRpcClient(GeneratorService, config.generatorGrpcAddress, headers)),
    model:
      overrides.model ??
      making.use(
        createModelFactory({
          ...config.model,
          ...pace,
          ...(config.prices && { prices: config.prices }),
          tracer: trace.getTracer('nex'),
          metrics,
        }),
      )(),
    policyModels: overrides.policyModels ?? createPolicyModels(config, pace, making, metrics),
    judgeModel: overrides.judgeModel ?? createJudgeModels(config, pace, making, metrics),
    lanes,
    runLanes: overrides.runLanes ?? createLanes(MAX_AT_ONCE),
    embedder: overrides.embedder ?? (config.embeddings && openAiEmbedder(config.embeddings)),
    web: overrides.web ?? createWeb(config, making),
    scripts:
      overrides.scripts ?? createScriptRoom({ type: config.verifierSandbox, image: config.sandboxImage }),
    scorers: overrides.scorers ?? SCORERS,
    events: overrides.events ?? createBuildEvents(),
    storedBundles: overrides.storedBundles ?? new Map(),
    bell: overrides.bell ?? making.use(createBell({ pool, databaseUrl })),
    streams: overrides.streams ?? (redisUrl === undefined ? undefined : making.use(createStreams(redisUrl))),
    metrics,
    budgets,
    logger: overrides.logger ?? createLogger({ service: 'pipeline', level: config.logLevel }),
  };
  const owned = making.move();
  return { ...context, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The most that one build or batch of rollouts may ask for. */
const MAX_AT_ONCE = 1000;

interface Pace {
  lanes: Lanes;
  rateLimiter?: RateLimiter;
}

function createJudgeModels(
  { judge, prices }: PipelineConfig,
  pace: Pace,
  making: AsyncDisposableStack,
  metrics: Metrics,
): JudgeModels {
  const factory = making.use(
    createModelFactory({
      ...judge,
      ...pace,
      ...(prices && { prices }),
      tracer: trace.getTracer('nex'),
      metrics,
    }),
  );
  return (name) => factory(name === undefined ? undefined : { model: name, extra: {} });
}

const CONNECT_TIMEOUT_MS = 15_000;

/** Each call goes through the lane of its model, and its minute. */
function createPolicyModels(
  { model, modelEgress, prices }: PipelineConfig,
  pace: Pace,
  making: AsyncDisposableStack,
  metrics: Metrics,
) {
  const connect = createGuardedConnector({
    policy: createEgressPolicy(modelEgress),
    timeoutMs: CONNECT_TIMEOUT_MS,
  });
  return making.use(
    createModelFactory({
      ...model,
      ...pace,
      pool: making.use(createHttpPool({ connections: MAX_AT_ONCE, connect })),
      maxConcurrency: MAX_AT_ONCE,
      tracer: trace.getTracer('nex'),
      metrics,
      ...(prices && { prices }),
    }),
  );
}

function createWeb({ serperKey, egressAllowHosts }: PipelineConfig, making: AsyncDisposableStack): Web {
  const fetch = making.use(createGuardedFetch({ allowHosts: egressAllowHosts }));
  return serperKey === undefined
    ? { fetch }
    : { fetch, search: { name: 'serper', find: createSerperSearch({ apiKey: serperKey, fetch }) } };
}
