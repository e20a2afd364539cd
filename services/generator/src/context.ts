/** The only place that constructs what the service works with. */
import { fileURLToPath } from 'node:url';
import type { Model } from '@nex/core';
import { createModelFactory } from '@nex/llm';
import { type Catalogue, createToolIndex, loadCatalogue, type ToolIndex } from '@nex/mcp';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createJobQueue, type JobQueue } from '@nex/queue';
import { createRpcClient, type RpcClient, RuntimeService } from '@nex/rpc';
import { createLogger, type Logger } from '@nex/telemetry';
import { trace } from '@opentelemetry/api';
import type { Config } from './config.ts';
import { createBus, type FrameworkBus } from './events.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  pool: Pool;
  queue: JobQueue;
  model: Model;
  catalogue: Catalogue;
  toolIndex: ToolIndex;
  runtime: RpcClient<typeof RuntimeService>;
  bus: FrameworkBus;
  log: Logger;
}

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

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
  return {
    config,
    pool,
    queue,
    runtime,
    catalogue,
    toolIndex: overrides.toolIndex ?? createToolIndex(catalogue),
    model:
      overrides.model ?? stack.use(createModelFactory({ ...config.model, tracer: trace.getTracer('nex') }))(),
    bus: overrides.bus ?? createBus(),
    log: overrides.log ?? createLogger({ service: 'generator', level: config.logLevel }),
    async [Symbol.asyncDispose]() {
      await stack.disposeAsync();
    },
  };
}
