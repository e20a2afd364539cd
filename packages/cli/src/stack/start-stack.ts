/**
 * Brings up the whole platform on this machine: Postgres, the offline model, the four services, each a process of
 * its own that outlives this one. The ports and the database stay the same for the stack's life, so that a service
 * can be killed and started again.
 */
import { join, sep } from 'node:path';
import { NexError } from '@nex/core';
import { environmentOf, wantsOfflineModel } from './environment.ts';
import { nexHome, nodeBinary, REPOSITORY } from './paths.ts';
import { choosePorts, type StackPorts } from './ports.ts';
import { type PostgresServer, startPostgres } from './postgres/server.ts';
import { gone, type StartedProcess, sendSignal, startProcess } from './process.ts';
import { waitUntilReady } from './readiness.ts';
import { obtainSecretsKey } from './secrets-key.ts';
import { type ProcessName, SERVICE_NAMES, type ServiceName, scriptOf } from './service-table.ts';
import { livingProcesses, readState, removeState, type StackState, writeState } from './state.ts';
import { endProcesses, stopStack } from './stop-stack.ts';
import { superviseStack } from './supervise.ts';

export interface StackOptions {
  /** Folder of state, logs and data. Default: `NEX_HOME`, else `.nex`. */
  home?: string;
  /** What the processes inherit, and where DATABASE_URL, REDIS_URL and LLM_* come from. Default: `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** Default: all four. */
  services?: readonly ServiceName[];
  /** Takes the documented ports where they are free. Default: false, any free ports. */
  documentedPorts?: boolean;
  /** Starts again, with growing pauses, what ends by itself. Default: false. */
  restart?: boolean;
  /** Time for all to be ready. Default: 60 s. */
  readyLimitMs?: number;
  /** One line for each thing worth telling. */
  onNote?: (line: string) => void;
  signal?: AbortSignal;
}

export interface Stack extends AsyncDisposable {
  home: string;
  urls: { gateway: string } & Record<string, string>;
  databaseUrl: string;
  offlineModel: boolean;
  ports: StackPorts;
  state(): StackState;
  pid(name: ProcessName): number | undefined;
  /** Sends the signal and, for SIGKILL and SIGTERM, waits until the process is gone. It is not started again. */
  kill(name: ProcessName, signal?: NodeJS.Signals): Promise<void>;
  /** Starts a service that is down and waits until it is ready. */
  start(name: ProcessName): Promise<void>;
  /** Ends everything this stack started and forgets its state. Idempotent. */
  stop(): Promise<void>;
  /** Stops watching, so that this process may end while the stack goes on. Disposing does nothing afterwards. */
  detach(): Promise<void>;
}

/** Throws NexError and leaves nothing running when something does not come up. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const home = options.home ?? nexHome();
  const env = options.env ?? process.env;
  const offlineModel = wantsOfflineModel(env);
  await clearLeftovers(home, options.onNote);
  const secretsKey = env.NEX_SECRETS_KEY || (await obtainSecretsKey(env.NEX_DATA_DIR ?? join(home, 'data')));
  const ports = await choosePorts(options.documentedPorts ?? false);
  const postgres = env.DATABASE_URL ? undefined : await startPostgres({ directory: join(home, 'postgres') });
  const databaseUrl = env.DATABASE_URL || (postgres?.url ?? '');
  const running = new Map<ProcessName, StartedProcess>();
  const expected = new Set<number>();
  const startedAt = new Date().toISOString();
  let detached = false;
  const urls = urlsOf(ports, offlineModel);
  const state = (): StackState => ({
    version: 1,
    startedAt,
    ...(options.restart ? { owner: thisProcess() } : {}),
    gateway: urls.gateway,
    urls,
    offlineModel,
    databaseUrl,
    ...(postgres ? { postgres: describe(postgres) } : {}),
    queue: env.REDIS_URL ? 'redis' : 'postgres',
    processes: [...running].map(([name, { pid }]) => ({ name, pid })),
  });
  let saved: Promise<void> = Promise.resolve();
  // One write at a time: services start together.
  const saveState = () => {
    saved = saved.then(() => writeState(home, state()));
    return saved;
  };
  const log = (name: ProcessName) => join(home, 'logs', `${name}.log`);
  const launch = async (name: ProcessName) => {
    const script = join(REPOSITORY, scriptOf(name));
    const started = await startProcess({
      file: nodeBinary(),
      args: ['--disable-warning=ExperimentalWarning', script],
      env: environmentOf(name, { ports, databaseUrl, home, secretsKey }, env),
      cwd: REPOSITORY,
      log: log(name),
    });
    running.set(name, started);
    await saveState();
    return started;
  };
  const starting = new AbortController();
  options.signal?.addEventListener('abort', () => starting.abort(), { once: true });
  const ready = async (name: ProcessName, { ended }: StartedProcess, signal?: AbortSignal) => {
    const port = name === 'offline-model' ? ports.model : ports.http[name];
    const url = `http://127.0.0.1:${port}/${name === 'offline-model' ? 'healthz' : 'readyz'}`;
    const limitMs = options.readyLimitMs ?? 60_000;
    await waitUntilReady({ name, url, log: log(name), ended, limitMs, ...(signal ? { signal } : {}) });
  };
  const watch = options.restart
    ? superviseStack({ launch, ready, isExpected: (pid) => expected.has(pid), onNote: options.onNote })
    : undefined;
  const start = async (name: ProcessName, signal?: AbortSignal) => {
    const started = await launch(name);
    await ready(name, started, signal);
    watch?.add(name, started);
  };
  const stop = async () => {
    watch?.close();
    for (const { pid } of running.values()) expected.add(pid);
    await endProcesses(state());
    running.clear();
    await postgres?.stop();
    await removeState(home);
  };

  const names: ProcessName[] = [...(options.services ?? SERVICE_NAMES)];
  if (offlineModel) names.push('offline-model');
  try {
    await all(
      names.map((name) => start(name, starting.signal)),
      () => starting.abort(),
    );
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    home,
    urls,
    databaseUrl,
    offlineModel,
    ports,
    state,
    start: (name) => start(name),
    stop,
    pid: (name) => running.get(name)?.pid,
    async kill(name, signal = 'SIGKILL') {
      const pid = running.get(name)?.pid;
      if (pid === undefined) throw new NexError('not_found', `No process ${name} was started.`);
      expected.add(pid);
      sendSignal(pid, signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await gone(pid, 15_000);
    },
    async detach() {
      detached = true;
      watch?.close();
      const { owner: _, ...alone } = state();
      await writeState(home, alone);
    },
    [Symbol.asyncDispose]: async () => {
      if (!detached) await stop();
    },
  };
}

/** A stack whose owner was killed leaves processes behind: they would hold the data and the ports. */
async function clearLeftovers(home: string, onNote: StackOptions['onNote']): Promise<void> {
  const before = await readState(home);
  if (before === undefined) return;
  const living = await livingProcesses(before);
  if (living.length > 0)
    onNote?.(`Ending what an earlier stack left running: ${living.map((p) => p.name).join(', ')}.`);
  await stopStack(home);
}

/** The script without the folders above its own: the command line may name it from anywhere. */
function thisProcess(): NonNullable<StackState['owner']> {
  const script = (process.argv[1] ?? process.execPath).split(sep).slice(-2).join(sep);
  return { pid: process.pid, script };
}

function urlsOf(ports: StackPorts, offlineModel: boolean): Stack['urls'] {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    gateway: at(ports.http.gateway),
    runtime: at(ports.http.runtime),
    generator: at(ports.http.generator),
    pipeline: at(ports.http.pipeline),
    ...(offlineModel ? { model: `${at(ports.model)}/v1` } : {}),
  };
}

function describe({ cluster, kind, version, port }: PostgresServer) {
  return { cluster, kind, version, port };
}

/** Waits for all; the first failure stops the others, and is thrown when they have ended. */
async function all(work: Promise<void>[], onFailure: () => void): Promise<void> {
  let first: { thrown: unknown } | undefined;
  const watched = work.map((one) =>
    one.catch((thrown: unknown) => {
      first ??= { thrown };
      onFailure();
    }),
  );
  await Promise.all(watched);
  if (first) throw first.thrown;
}
