/** The only place that constructs resources. Whoever makes a context disposes it. */
import { fileURLToPath } from 'node:url';
import type { Embedder, Model } from '@nex/core';
import { createGuardedFetch } from '@nex/egress';
import { createModelFactory, openAiEmbedder } from '@nex/llm';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createJobQueue, createStreams, type JobQueue, type Streams } from '@nex/queue';
import { createRpcClient, GeneratorService, RuntimeService } from '@nex/rpc';
import { type Callers, createCallers } from '@nex/service';
import { createLogger, type Logger } from '@nex/telemetry';
import { createSerperSearch } from '@nex/tools';
import { trace } from '@opentelemetry/api';
import type { PipelineConfig } from './config.ts';
import type { Web } from './enhancers/web.ts';
import { type BuildEvents, createBuildEvents } from './events.ts';
import type { JudgeModels } from './judging/judges.ts';
import { type Bell, createBell } from './rollouts/bell.ts';
import { SCORERS, type Scorers } from './stages/scorers.ts';
import type { Peers } from './stages/stage.ts';
import { createScriptRoom, type ScriptRoom } from './verifying/script-room.ts';

export interface PipelineContext extends Peers, AsyncDisposable {
  config: PipelineConfig;
  pool: Pool;
  /** For whom the work at hand is done. */
  callers: Callers;
  queue: JobQueue;
  /** Writes the queries. */
  model: Model;
  judgeModel: JudgeModels;
  /** Absent where the environment names none. */
  embedder: Embedder | undefined;
  web: Web;
  scripts: ScriptRoom;
  scorers: Scorers;
  events: BuildEvents;
  /** Wakes who waits for rollouts. */
  bell: Bell;
  /** Absent without Redis. */
  streams: Streams | undefined;
  logger: Logger;
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
  const pool =
    overrides.pool ??
    making.use(createPool({ url: config.databaseUrl, max: 16, applicationName: 'nex-pipeline' }));
  await migrate(pool, { schema: 'pipeline', directory: MIGRATIONS });
  const { redisUrl, databaseUrl, queuePrefix: prefix } = config;
  const callers = overrides.callers ?? createCallers();
  const headers = () => callers.headers();
  const context = {
    config,
    pool,
    callers,
    queue: overrides.queue ?? making.use(createJobQueue({ redisUrl, databaseUrl, prefix })),
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
          ...(config.prices && { prices: config.prices }),
          tracer: trace.getTracer('nex'),
        }),
      )(),
    judgeModel: overrides.judgeModel ?? createJudgeModels(config, making),
    embedder: overrides.embedder ?? (config.embeddings && openAiEmbedder(config.embeddings)),
    web: overrides.web ?? createWeb(config, making),
    scripts:
      overrides.scripts ?? createScriptRoom({ type: config.verifierSandbox, image: config.sandboxImage }),
    scorers: overrides.scorers ?? SCORERS,
    events: overrides.events ?? createBuildEvents(),
    bell: overrides.bell ?? making.use(createBell({ pool, databaseUrl })),
    streams: overrides.streams ?? (redisUrl === undefined ? undefined : making.use(createStreams(redisUrl))),
    logger: overrides.logger ?? createLogger({ service: 'pipeline', level: config.logLevel }),
  };
  const owned = making.move();
  return { ...context, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function createJudgeModels({ judge }: PipelineConfig, making: AsyncDisposableStack): JudgeModels {
  const factory = making.use(createModelFactory({ ...judge, tracer: trace.getTracer('nex') }));
  return (name) => factory(name === undefined ? undefined : { model: name, extra: {} });
}

function createWeb({ serperKey, egressAllowHosts }: PipelineConfig, making: AsyncDisposableStack): Web {
  const fetch = making.use(createGuardedFetch({ allowHosts: egressAllowHosts }));
  return serperKey === undefined
    ? { fetch }
    : { fetch, search: createSerperSearch({ apiKey: serperKey, fetch }) };
}
