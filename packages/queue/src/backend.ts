/** The two stores that BullMQ runs on, under one shape. */
import type { Metrics } from '@nex/core';
import {
  createPostgresBackend,
  createRedisBackend,
  type Processor,
  Queue,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { openRedis } from './open-redis.ts';
import { type RedisAddress, readRedisAddress } from './redis-address.ts';

export interface QueueOptions {
  /** Jobs lie in Redis, at an address as `readRedisAddress` takes it. Absent: they lie in Postgres. */
  redisUrl?: string | undefined;
  /** Used when there is no Redis. */
  databaseUrl: string;
  /** Keeps the queues of several stacks apart. Default `nex`. */
  prefix?: string;
  /** Told of depth, waits and tries. */
  metrics?: Metrics;
}

type Tuning = Pick<WorkerOptions, 'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'>;
type JobsToAdd = Parameters<Queue['addBulk']>[0];
export type Counted = 'waiting' | 'active' | 'delayed' | 'prioritized';

/** What both stores' queues have in common, as far as it is used. */
export interface BackendQueue {
  /** In Postgres several times as cheap for one job as `addBulk`, which makes two temporary tables. */
  add(name: string, data: unknown, options: JobsToAdd[number]['opts']): Promise<unknown>;
  addBulk(jobs: JobsToAdd): Promise<unknown>;
  getJobCounts(...states: Counted[]): Promise<Record<string, number>>;
  getJobs(state: Counted, start: number, end: number, ascending: boolean): Promise<{ timestamp: number }[]>;
  getWorkers(): Promise<unknown[]>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

interface BackendWorker {
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export interface Backend {
  kind: 'redis' | 'postgres';
  queue(name: string): BackendQueue;
  worker(name: string, process: Processor<unknown, void>, tuning: Tuning): BackendWorker;
}

export function chooseBackend(options: QueueOptions): Backend {
  const prefix = options.prefix ?? 'nex';
  return options.redisUrl
    ? redisBackend(readRedisAddress(options.redisUrl), prefix)
    : postgresBackend(options.databaseUrl, prefix);
}

function redisBackend(address: RedisAddress, prefix: string): Backend {
  if (address.kind === 'cluster') return clusterBackend(address, prefix);
  const connection = address.options;
  return {
    kind: 'redis',
    queue: (name) => new Queue(name, { connection, prefix }, createRedisBackend),
    worker: (name, process, tuning) =>
      new Worker(
        name,
        process,
        { connection: { ...connection, maxRetriesPerRequest: null }, prefix, ...tuning },
        createRedisBackend,
      ),
  };
}

/**
 * Scripts touch several keys of a queue at once, so all of them lie in one slot, which the braces choose; another queue
 * may lie on another node. BullMQ leaves connections that it is given open.
 */
function clusterBackend(address: RedisAddress, prefix: string): Backend {
  const tagged = (name: string) => `{${prefix}-${name}}`;
  return {
    kind: 'redis',
    queue(name) {
      const connection = openRedis(address);
      return closingWith(
        new Queue(name, { connection, prefix: tagged(name) }, createRedisBackend),
        connection,
      );
    },
    worker(name, process, tuning) {
      const connection = openRedis(address, { maxRetriesPerRequest: null });
      return closingWith(
        new Worker(name, process, { connection, prefix: tagged(name), ...tuning }, createRedisBackend),
        connection,
      );
    },
  };
}

function closingWith<T extends { close(): Promise<void> }>(owner: T, connection: { disconnect(): void }): T {
  const close = owner.close.bind(owner);
  owner.close = async () => {
    await close();
    connection.disconnect();
  };
  return owner;
}

function postgresBackend(connectionString: string, prefix: string): Backend {
  // A job lost with the last milliseconds before a power cut is found again by the services' sweeps, so the queue
  // need not wait for the disk; its own connections alone are set so.
  const connection = {
    connectionString,
    schema: `${prefix.replaceAll(/[^a-z0-9_]/gi, '_').toLowerCase()}_queue`,
    max: 4,
    migrate: true,
    options: '-c synchronous_commit=off',
  };
  return {
    kind: 'postgres',
    queue: (name) => new Queue(name, { connection }, createPostgresBackend),
    worker: (name, process, tuning) =>
      new Worker(name, process, { connection, ...tuning }, createPostgresBackend),
  };
}
