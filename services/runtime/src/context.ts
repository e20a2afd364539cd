/** The only place that constructs what the service works with. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentSpec, Model, ModelSettings } from '@nex/core';
import { toNexError } from '@nex/core';
import { createModelFactory } from '@nex/llm';
import {
  type ArgumentsCheck,
  type Catalogue,
  createArgumentsCheck,
  createMcpPool,
  loadCatalogue,
  type McpPool,
} from '@nex/mcp';
import { createPool, migrate, type Pool } from '@nex/postgres';
import { createJobQueue, type JobQueue } from '@nex/queue';
import { createLogger, type Logger } from '@nex/telemetry';
import { trace } from '@opentelemetry/api';
import type { Config } from './config.ts';
import { type Bus, createBus } from './events.ts';
import { type Cancellations, createCancellations } from './watch/cancellations.ts';
import { createFinishedRuns, type FinishedRuns } from './watch/finished-runs.ts';
import { createTreeChanges, type TreeChanges } from './watch/tree-changes.ts';

export interface Context extends AsyncDisposable {
  config: Config;
  pool: Pool;
  queue: JobQueue;
  /** The model that the settings of an agent file mean; without settings the platform's. */
  models: (settings?: ModelSettings) => Model;
  catalogue: Catalogue;
  mcp: McpPool;
  argumentChecks: ArgumentsCheck;
  /** Agents that were loaded from bundles, newest last. */
  agents: Map<string, Promise<AgentSpec>>;
  bus: Bus;
  cancellations: Cancellations;
  finishedRuns: FinishedRuns;
  treeChanges: TreeChanges;
  log: Logger;
}

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Connections beside those of the runs that execute, for the API and the polls. */
const SPARE_CONNECTIONS = 8;
const MAX_CONNECTIONS = 40;

export async function createContext(config: Config, overrides: Partial<Context> = {}): Promise<Context> {
  await using stack = new AsyncDisposableStack();
  const log = overrides.log ?? createLogger({ service: 'runtime', level: config.logLevel });
  const pool =
    overrides.pool ??
    stack.use(
      createPool({
        url: config.databaseUrl,
        applicationName: 'runtime',
        max: Math.min(config.runConcurrency + SPARE_CONNECTIONS, MAX_CONNECTIONS),
      }),
    );
  await migrate(pool, { schema: 'runtime', directory: MIGRATIONS });
  const catalogue = overrides.catalogue ?? (await loadCatalogue(config.catalogueDirectory));
  const stateDirectory = join(config.dataDirectory, 'mcp');
  await mkdir(stateDirectory, { recursive: true });
  const mcp = overrides.mcp ?? stack.use(await createMcpPool({ catalogue, directory: stateDirectory }));
  const queue =
    overrides.queue ??
    stack.use(
      createJobQueue({
        redisUrl: config.redisUrl,
        databaseUrl: config.databaseUrl,
        prefix: config.queuePrefix,
      }),
    );
  const bus = overrides.bus ?? createBus();
  const onFailure = (thrown: unknown) => log.warn({ err: toNexError(thrown) }, 'a poll failed');
  const watching = { pool, bus, onFailure };
  const cancellations = overrides.cancellations ?? stack.use(createCancellations(watching));
  const finishedRuns = overrides.finishedRuns ?? stack.use(createFinishedRuns(watching));
  const treeChanges = overrides.treeChanges ?? stack.use(createTreeChanges(watching));
  const models =
    overrides.models ?? stack.use(createModelFactory({ ...config.model, tracer: trace.getTracer('nex') }));
  const owned = stack.move();
  return {
    config,
    pool,
    queue,
    models,
    catalogue,
    mcp,
    argumentChecks: overrides.argumentChecks ?? createArgumentsCheck(),
    agents: overrides.agents ?? new Map(),
    bus,
    cancellations,
    finishedRuns,
    treeChanges,
    log,
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
    },
  };
}
