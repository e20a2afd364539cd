/**
 * What a deployment carries, from 100 to 100,000 runs at once: a closed queueing network (mean value analysis; Reiser and
 * Lavenberg 1980) whose demands are figures of bench/README.md. `node bench/scale-plan.ts` prints the tables of
 * docs/scale.md.
 *
 * A run asks the model, waits for its latency, and asks again: its customer visits each station once per model call.
 * A station with c servers is one that is c times as fast, and a delay for the rest (Seidmann 1987).
 */
import { printTable, round } from './measure.ts';

/** Measured, with the section of bench/README.md. */
const MEASURED = {
  /** "Through the service", 1,000 in flight at 2 s. */
  workerCpuMs: 0.476,
  /**
   * "Through the service", 32 in flight without latency: the machine's two cores make 1,370 calls a second, and the worker's
   * part is 0.395 ms. The rest is Postgres and the model server together, so it is an upper bound for Postgres.
   */
  databaseCpuMs: 2000 / 1370 - 0.395,
  /** "Through the service", 4 KB results: stored bytes per byte of message. */
  storedPerByte: 1.39,
  /** "Jobs of a queue": CPU of the store for adding a job and working on it. */
  postgresCpuMsPerJob: 0.741,
  redisCpuMsPerJob: 0.084,
} as const;

/** Of the load: a run of ten tool steps, as the benchmarks have it, with results of 4 KB and a model of 2 s. */
const LOAD = { latencyMs: 2000, callsPerRun: 11, messageBytes: 2200, messagesPerCall: 2 };

/** Connections that one process holds: its pool, two queues of four, two that listen. */
const CONNECTIONS_PER_WORKER = 40 + 8 + 2;
/**
 * A sweep adds a job for every open run, which costs the store at most what a job does: every 15 s, and with many runs at most
 * so many jobs per second (services/runtime/src/store/sweep-turn.ts). `--every-replica`: each replica sweeps every 15 s.
 */
const SWEEP_S = 15;
const SWEPT_PER_S = 500;
const EVERY_REPLICA = process.argv.includes('--every-replica');

function sweptPerS(runs: number, workers: number): number {
  return EVERY_REPLICA ? (runs * workers) / SWEEP_S : Math.min(runs / SWEEP_S, SWEPT_PER_S);
}

interface Deployment {
  name: string;
  workers: number;
  /** Of all Postgres servers together. */
  databaseCores: number;
  queue: 'postgres' | 'redis';
}

const DEPLOYMENTS: Deployment[] = [
  { name: 'A: one machine', workers: 1, databaseCores: 1, queue: 'postgres' },
  { name: 'B: small cluster', workers: 3, databaseCores: 4, queue: 'redis' },
  { name: 'C: large cluster', workers: 16, databaseCores: 32, queue: 'redis' },
  { name: 'D: eight databases', workers: 48, databaseCores: 128, queue: 'redis' },
];

interface Station {
  name: string;
  /** Service time per model call, in ms, of one server. */
  demandMs: number;
  servers: number;
  /** Share of its time that is taken by sweeps; from 1 on nothing else gets done. */
  taken: number;
}

function stationsOf({ workers, databaseCores, queue }: Deployment, runs: number): Station[] {
  const inPostgres = queue === 'postgres';
  const jobMs = inPostgres ? MEASURED.postgresCpuMsPerJob : MEASURED.redisCpuMsPerJob;
  const sweepMs = sweptPerS(runs, workers) * jobMs;
  const perCallMs = jobMs / LOAD.callsPerRun;
  const database = {
    name: 'Postgres',
    demandMs: MEASURED.databaseCpuMs + (inPostgres ? perCallMs : 0),
    servers: databaseCores,
    taken: inPostgres ? sweepMs / 1000 / databaseCores : 0,
  };
  return [
    { name: 'workers', demandMs: MEASURED.workerCpuMs, servers: workers, taken: 0 },
    database,
    ...(inPostgres ? [] : [{ name: 'Redis', demandMs: perCallMs, servers: 1, taken: sweepMs / 1000 }]),
  ];
}

interface Solved {
  callsPerS: number;
  share: number;
  bottleneck: string;
  utilisation: number;
}

/** Exact for exponential times; with constant ones queues are shorter. */
function solve(runs: number, stations: readonly Station[]): Solved {
  const stuck = stations.find(({ taken }) => taken >= 1);
  if (stuck) return { callsPerS: 0, share: 0, bottleneck: `${stuck.name}: sweeps`, utilisation: stuck.taken };
  const slowed = stations.map((station) => ({
    ...station,
    demandMs: station.demandMs / (1 - station.taken),
  }));
  return solveNetwork(runs, slowed);
}

function solveNetwork(runs: number, stations: readonly Station[]): Solved {
  const fast = stations.map(({ demandMs, servers }) => demandMs / servers);
  const delay = stations.reduce(
    (sum, { demandMs, servers }) => sum + (demandMs * (servers - 1)) / servers,
    0,
  );
  const queued = fast.map(() => 0);
  let perMs = 0;
  for (let customers = 1; customers <= runs; customers += 1) {
    const waits = fast.map((demand, index) => demand * (1 + (queued[index] ?? 0)));
    perMs = customers / (LOAD.latencyMs + delay + waits.reduce((sum, wait) => sum + wait, 0));
    for (const [index, wait] of waits.entries()) queued[index] = perMs * wait;
  }
  const loads = fast.map((demand) => perMs * demand);
  const utilisation = Math.max(...loads);
  return {
    callsPerS: perMs * 1000,
    share: perMs / (runs / LOAD.latencyMs),
    bottleneck: stations[loads.indexOf(utilisation)]?.name ?? '',
    utilisation,
  };
}

const SIZES = [100, 1000, 10_000, 100_000];
const DAY_S = 86_400;
const percent = (share: number) => `${round(share * 100, 0)} %`;

for (const deployment of DEPLOYMENTS) {
  printTable(
    `${deployment.name}: ${deployment.workers} workers, ${deployment.databaseCores} cores of Postgres, queue in ${deployment.queue}`,
    SIZES.map((runs) => {
      const { callsPerS, share, bottleneck, utilisation } = solve(runs, stationsOf(deployment, runs));
      return {
        'runs at once': runs.toLocaleString('en'),
        'model calls per s': Math.round(callsPerS).toLocaleString('en'),
        'of ideal': percent(share),
        busiest: bottleneck,
        'at work': percent(utilisation),
      };
    }),
  );
}

const TARGET = 0.7;
printTable(
  'What each size needs, at 70 % of work, queue in Redis',
  SIZES.map((runs) => {
    const callsPerS = (runs * 1000) / LOAD.latencyMs;
    const workers = Math.ceil((callsPerS * MEASURED.workerCpuMs) / 1000 / TARGET);
    return {
      'runs at once': runs.toLocaleString('en'),
      'model calls per s': callsPerS.toLocaleString('en'),
      workers,
      'cores of Postgres': Math.ceil((callsPerS * MEASURED.databaseCpuMs) / 1000 / TARGET),
      connections: workers * CONNECTIONS_PER_WORKER,
      'jobs per s': round(callsPerS / LOAD.callsPerRun, 1),
      'jobs per s of sweeps': Math.round(sweptPerS(runs, workers)).toLocaleString('en'),
      'written MB per s': round(
        (callsPerS * LOAD.messagesPerCall * LOAD.messageBytes * MEASURED.storedPerByte) / 1e6,
        1,
      ),
    };
  }),
);

printTable(
  'Storage',
  [1e6, 1e7, 1e8, 1e9].map((messages) => {
    const bytes = messages * LOAD.messageBytes * MEASURED.storedPerByte;
    return {
      messages: messages.toLocaleString('en'),
      'GB in Postgres': round(bytes / 1e9, 1),
      'hours at 1,000 runs': round(messages / (500 * LOAD.messagesPerCall) / 3600, 1),
      'hours at 100,000 runs': round(messages / (50_000 * LOAD.messagesPerCall) / 3600, 2),
      'million rows of the log': round((messages * 2.5) / 1e6, 1),
      'partitions of a day at 1,000 runs': Math.ceil(messages / (500 * LOAD.messagesPerCall) / DAY_S),
    };
  }),
);
