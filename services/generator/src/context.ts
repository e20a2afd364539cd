/** The only place that constructs what the service works with. */
import { fileURLToPath } from 'node:url';
import type { Model } from '@nex/core';
import { createLanes, createModelFactory, type ModelFactory } from '@nex/llm';
import { type Catalogue, createToolIndex, loadCatalogue, type ToolIndex } from '@nex/mcp';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createJobQueue, createModelRateLimiter, type JobQueue } from '@nex/queue';
import { createRpcClient, type RpcClient, RuntimeService } from '@nex/rpc';
import { createLogger, type Logger } from '@nex/telemetry';
import { trace } from '@opentelemetry/api';
import type { Config } from './config.ts';
import { createBus, type FrameworkBus } from './events.ts';
import { createToolRoom, type ToolRoom } from './synthesis/tool-room.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  pool: Pool;
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
}

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Of one model, where its server takes so many. */
const MAX_CALLS_AT_ONCE = 256;

export async function createContext(config: Config, overrides: Partial<Context> = {}): Promise<Context> {
  const stack = new AsyncDisposableStack();
  const pool =
    overrides.pool ?? stack.use(createPool({ url: config.databaseUrl, applicationName: 'generator' }));
  await migrate(pool, { schema: 'generator', directory: MIGRATIONS });
  const queue =
    overrides.queue ??
    stack.use(
      createJobQueue({
        redisUrl: config.redisUrl,
        databaseUrl: config.databaseUrl,
        prefix: config.queuePrefix,
      }),
    );
  const runtime = overrides.runtime ?? stack.use(createRpcClient(RuntimeService, config.runtimeAddress));
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
      ...(config.prices ? { prices: config.prices } : {}),
    }),
  );
  return {
    config,
    pool,
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
