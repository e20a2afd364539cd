/** The four services as Kubernetes sees them: one line of the table says all in which they differ. */
import type { Ask } from './settings.ts';

export type WorkloadName = 'gateway' | 'runtime' | 'generator' | 'pipeline';

export interface Workload {
  http: number;
  grpc: number;
  /** Folder of the shared volume → where it is mounted. */
  volumes: Readonly<Record<string, string>>;
  environment(ask: Ask): Record<string, string>;
  /** Who may open connections to which of its ports, beside the monitoring. */
  callers: { from: WorkloadName; ports: readonly ('http' | 'grpc')[] }[];
  /** Besides DNS, stores and traces. */
  reaches: readonly ('models' | 'public' | 'sandbox')[];
  queues(ask: Ask): { queue: string; each: number }[];
}

const HTTP = {
  RUNTIME_HTTP_URL: 'http://nex-runtime:7401',
  GENERATOR_HTTP_URL: 'http://nex-generator:7402',
  PIPELINE_HTTP_URL: 'http://nex-pipeline:7403',
};
/** Headless, so that callers see every replica. */
const GRPC = {
  RUNTIME_GRPC_ADDRESS: 'nex-runtime-replicas:7411',
  GENERATOR_GRPC_ADDRESS: 'nex-generator-replicas:7412',
};

export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  gateway: {
    http: 7400,
    grpc: 7410,
    volumes: {},
    environment: () => ({ ...HTTP, ...GRPC, PIPELINE_GRPC_ADDRESS: 'nex-pipeline-replicas:7413' }),
    callers: [],
    reaches: ['public'],
    queues: () => [],
  },
  runtime: {
    http: 7401,
    grpc: 7411,
    volumes: { data: '/data' },
    environment: (ask) => ({
      NEX_DATA_DIR: '/data',
      CATALOGUE_SERVERS_DIR: '/data/servers',
      TOKENIZERS_DIR: '/data/tokenizers',
      RUN_CONCURRENCY: `${ask('runtime.concurrency')}`,
      DOCKER_HOST: 'tcp://nex-sandbox:2375',
      SANDBOX_IMAGE: ask('sandbox.agentImage'),
    }),
    callers: [
      { from: 'gateway', ports: ['http', 'grpc'] },
      { from: 'generator', ports: ['grpc'] },
      { from: 'pipeline', ports: ['grpc'] },
    ],
    reaches: ['models', 'public', 'sandbox'],
    queues: (ask) => [{ queue: 'run.execute', each: ask('runtime.concurrency') }],
  },
  generator: {
    http: 7402,
    grpc: 7412,
    volumes: { servers: '/data/servers' },
    environment: () => ({
      RUNTIME_GRPC_ADDRESS: GRPC.RUNTIME_GRPC_ADDRESS,
      CATALOGUE_SERVERS_DIR: '/data/servers',
    }),
    callers: [
      { from: 'gateway', ports: ['http', 'grpc'] },
      { from: 'pipeline', ports: ['grpc'] },
    ],
    reaches: ['models', 'public'],
    queues: (ask) => [{ queue: 'framework.generate', each: ask('generator.queued') }],
  },
  pipeline: {
    http: 7403,
    grpc: 7413,
    volumes: { data: '/data' },
    environment: () => ({ ...GRPC, NEX_DATA_DIR: '/data' }),
    callers: [{ from: 'gateway', ports: ['http', 'grpc'] }],
    reaches: ['models', 'public'],
    queues: (ask) => [
      { queue: 'build.advance', each: ask('pipeline.queued') },
      { queue: 'rollouts.advance', each: ask('pipeline.rollouts') },
    ],
  },
};

export const WORKLOAD_NAMES = Object.keys(WORKLOADS) as WorkloadName[];
