/** Several processes of one service, replaced one after another as a Deployment does it: first the new one is ready. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import {
  findFreePorts,
  nodeBinary,
  REPOSITORY,
  SERVICES,
  type ServiceName,
  waitUntilReady,
} from '@nex/cli/stack';
import { type Balancer, startBalancer } from './balancer.ts';

export interface Replicas extends AsyncDisposable {
  name: ServiceName;
  http: Balancer;
  /** Absent for a service without one. */
  grpc: Balancer | undefined;
  /** Starts one more and waits until it is ready. */
  grow(environment: NodeJS.ProcessEnv): Promise<void>;
  /** Starts one and asks the oldest to end. @returns The exit code of that one, or its signal. */
  replace(): Promise<number | string | null>;
}

interface Replica {
  stop(signal: NodeJS.Signals): Promise<number | string | null>;
}

/** Logs go to a file per process in the folder. */
export async function createReplicas(name: ServiceName, logs: string): Promise<Replicas> {
  const hasGrpc = SERVICES[name].grpcPort !== undefined;
  const http = await startBalancer();
  const grpc = hasGrpc ? await startBalancer() : undefined;
  const running: Replica[] = [];
  let environment: NodeJS.ProcessEnv = {};
  let started = 0;
  const start = async () => {
    const [httpPort = 0, grpcPort = 0] = await findFreePorts(2);
    started += 1;
    const log = join(logs, `${name}-${started}.log`);
    const child = spawn(nodeBinary(), [join(REPOSITORY, SERVICES[name].script)], {
      cwd: REPOSITORY,
      env: { ...environment, HTTP_PORT: `${httpPort}`, ...(hasGrpc ? { GRPC_PORT: `${grpcPort}` } : {}) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const file = createWriteStream(log);
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    const ended = new Promise<number | string | null>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? code));
    });
    running.push({
      stop(signal) {
        child.kill(signal);
        return ended;
      },
    });
    const readyUrl = `http://127.0.0.1:${httpPort}/readyz`;
    const request = { name, url: readyUrl, log, ended: ended.then(String), limitMs: 180_000 };
    await waitUntilReady(request);
    http.add({ port: httpPort, readyUrl });
    grpc?.add({ port: grpcPort, readyUrl });
  };
  return {
    name,
    http,
    grpc,
    grow(given) {
      environment = given;
      return start();
    },
    async replace() {
      const oldest = running[0];
      await start();
      running.shift();
      return (await oldest?.stop('SIGTERM')) ?? null;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((replica) => replica.stop('SIGKILL')));
      await http[Symbol.asyncDispose]();
      await grpc?.[Symbol.asyncDispose]();
    },
  };
}
