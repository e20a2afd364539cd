/** The only place that constructs what the service works with. */
import { fileURLToPath } from 'node:url';
import type { Metrics, Model } from '@nex/core';
import { createLanes, createModelFactory, type ModelFactory } from '@nex/llm';
import { type Catalogue, createToolIndex, loadCatalogue, type ToolIndex } from '@nex/mcp';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createJobQueue, createModelRateLimiter, type JobQueue } from '@nex/queue';
import { createRpcClient, type RpcClient, RuntimeService } from '@nex/rpc';
import { type Callers, createCallers } from '@nex/service';
import { createLogger, createMetrics, type Logger } from '@nex/telemetry';
import { trace } from '@opentelemetry/api';
import type { Config } from './config.ts';
import { createBus, type FrameworkBus } from './events.ts';
import { createToolRoom, type ToolRoom } from './synthesis/tool-room.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  pool: Pool;
  /** For whom the work at hand is done. */
  callers: Callers;
  queue: JobQueue;
  /** The platform's, for requests that name no other. */
  model: Model;
  /** A model of the same server by its name. */
  modelNamed(name: string): Model;
  catalogue: Catalogue;
  toolIndex: ToolIndex;
  /** Where synthesised tools are tried out. */
  toolRoom: ToolRoom;
  runtime: RpcClient<typeof RuntimeService>;
  bus: FrameworkBus;
  log: Logger;
  metrics: Metrics;
}

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Of one model, where its server takes so many. */
const MAX_CALLS_AT_ONCE = 256;
const ROLE = 'nex_generator_api';

/**
 * The same for work that is done for a caller: what it asks of the database concerns what is that tenant's own, whatever
 * the query says, and outside of such work nothing is asked.
 */
export function boundContext(context: Context): Context {
  const { callers, pool } = context;
  return { ...context, pool: pool.bound(() => ({ role: ROLE, tenant: callers.current().tenant })) };
}

export async function createContext(config: Config, overrides: Partial<Context> = {}): Promise<Context> {
  const stack = new AsyncDisposableStack();
  const metrics =
    overrides.metrics ??
    stack.use(
      await createMetrics({
        serviceName: 'generator',
        otlpEndpoint: config.otlpEndpoint,
        enabled: config.metrics,
      }),
    );
  const pool =
    overrides.pool ??
    stack.use(createPool({ url: config.databaseUrl, applicationName: 'generator', metrics }));
  await migrate(pool, { schema: 'generator', directory: MIGRATIONS });
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
  const callers = overrides.callers ?? createCallers();
  const runtime =
    overrides.runtime ??
    stack.use(createRpcClient(RuntimeService, config.runtimeAddress, () => callers.headers()));
  const catalogue =
    overrides.catalogue ??
    (await loadCatalogue(config.catalogueDirectory, { servers: config.serversDirectory }));
  const { redisUrl, queuePrefix: prefix, rateLimits: limits } = config;
  const models: ModelFactory = stack.use(
    createModelFactory({
      ...config.model,
      lanes: createLanes(MAX_CALLS_AT_ONCE),
      ...(limits ? { rateLimiter: stack.use(createModelRateLimiter({ redisUrl, prefix, limits })) } : {}),
      tracer: trace.getTracer('nex'),
      metrics,
      ...(config.prices ? { prices: config.prices } : {}),
    }),
  );
  return {
    config,
    metrics,
    pool,
    callers,
    queue,
    runtime,
    catalogue,
    toolIndex: overrides.toolIndex ?? createToolIndex(catalogue),
    toolRoom:
      overrides.toolRoom ?? createToolRoom({ type: config.synthesisSandbox, image: config.sandboxImage }),
    model: overrides.model ?? models(),
    modelNamed: overrides.modelNamed ?? ((model) => models({ model, extra: {} })),
    bus: overrides.bus ?? createBus(),
    log: overrides.log ?? createLogger({ service: 'generator', level: config.logLevel }),
    async [Symbol.asyncDispose]() {
      await stack.disposeAsync();
    },
  };
}
