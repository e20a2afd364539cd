/** Several Redis servers for tests: behind sentinels, as a cluster, or one that speaks TLS. */
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findFreePorts } from '@nex/cli/stack';
import { openRedis } from '@nex/queue';
import { makeCertificate } from './certificate.ts';
import { makeRunFolder } from './leftovers.ts';
import { findRedis } from './redis-program.ts';

export interface RedisGroup extends AsyncDisposable {
  /** As `REDIS_URL` has it. */
  url: string;
  /** Ends the server that writes go to, at once. */
  killMaster(): Promise<void>;
  /** Of a server with TLS. */
  certificateFile?: string;
}

type Launch = (name: string, options: readonly string[]) => { kill(): Promise<void> };

const PREFIX = 'nex-test-redis-group-';
const READY_LIMIT_MS = 15_000;
const MASTER = 'nex';

/** A master, a replica and a sentinel that puts the one in the place of the other. */
export function startRedisSentinel(): Promise<RedisGroup | undefined> {
  return startGroup(async (launch, directory) => {
    const [first = 0, second = 0, sentinel = 0] = await findFreePorts(3);
    const master = launch('first', ['--port', `${first}`]);
    launch('second', ['--port', `${second}`, '--replicaof', '127.0.0.1', `${first}`]);
    await until(second, async (redis) => (await redis.info('replication')).includes('master_link_status:up'));
    const file = join(directory, 'sentinel.conf');
    await writeFile(
      file,
      [
        `port ${sentinel}`,
        `sentinel monitor ${MASTER} 127.0.0.1 ${first} 1`,
        `sentinel down-after-milliseconds ${MASTER} 500`,
        `sentinel failover-timeout ${MASTER} 2000`,
      ].join('\n'),
    );
    launch('sentinel', [file, '--sentinel']);
    await until(sentinel, async (redis) => {
      const replicas = await redis.call('SENTINEL', 'REPLICAS', MASTER);
      return Array.isArray(replicas) && replicas.length === 1;
    });
    return { url: `redis+sentinel://127.0.0.1:${sentinel}/${MASTER}`, master };
  });
}

/** Three masters that share the slots. */
export function startRedisCluster(): Promise<RedisGroup | undefined> {
  return startGroup(async (launch) => {
    const ports = await findFreePorts(6);
    const nodes = [0, 1, 2].map((index) => ({ port: ports[index] ?? 0, bus: ports[index + 3] ?? 0 }));
    const [first, ...others] = nodes;
    const servers = nodes.map(({ port, bus }) =>
      launch(
        `node-${port}`,
        words(`--port ${port} --cluster-enabled yes --cluster-port ${bus} --cluster-node-timeout 2000`),
      ),
    );
    for (const [index, { port }] of nodes.entries()) {
      const slots = [index * 5461, index === 2 ? 16_383 : index * 5461 + 5460];
      await until(port, async (redis) => (await redis.call('CLUSTER', 'ADDSLOTSRANGE', ...slots)) === 'OK');
    }
    for (const { port, bus } of others) {
      await until(
        first?.port ?? 0,
        async (redis) => (await redis.call('CLUSTER', 'MEET', '127.0.0.1', port, bus)) === 'OK',
      );
    }
    for (const { port } of nodes) {
      await until(port, async (redis) =>
        /cluster_state:ok[^]*cluster_known_nodes:3/.test(String(await redis.call('CLUSTER', 'INFO'))),
      );
    }
    const url = `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
    return { url, master: servers[0] };
  });
}

/** With a certificate that clients must be told to trust. */
export function startRedisTls(): Promise<RedisGroup | undefined> {
  return startGroup(async (launch, directory) => {
    const certificate = await makeCertificate(directory);
    if (certificate === undefined) return undefined;
    const { certificateFile, keyFile } = certificate;
    const [port = 0] = await findFreePorts(1);
    const master = launch('tls', [
      ...words(`--port 0 --tls-port ${port} --tls-auth-clients no`),
      '--tls-cert-file',
      certificateFile,
      '--tls-key-file',
      keyFile,
    ]);
    const url = `rediss://localhost:${port}?ca=${certificateFile}`;
    await until(url, async (redis) => (await redis.ping()) === 'PONG');
    return { url, master, certificateFile };
  });
}

interface Started {
  url: string;
  master: ReturnType<Launch> | undefined;
  certificateFile?: string;
}

/** `undefined` where there is no program for it. Leaves nothing running when something does not come up. */
async function startGroup(
  start: (launch: Launch, directory: string) => Promise<Started | undefined>,
): Promise<RedisGroup | undefined> {
  const program = await findRedis();
  if (typeof program === 'string') return undefined;
  await using stack = new AsyncDisposableStack();
  const directory = await makeRunFolder(PREFIX);
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const launch: Launch = (name, options) => {
    const [file, rest] = options[0]?.startsWith('--')
      ? [[], options]
      : [options.slice(0, 1), options.slice(1)];
    const common = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--protected-mode', 'no'];
    const child = spawn(
      'sh',
      [
        '-c',
        'mkdir -p "$0" && cd "$0" && exec "$@"',
        join(directory, name),
        program.file,
        ...file,
        ...common,
        ...rest,
      ],
      { env: { ...process.env, ...program.env }, stdio: 'ignore' },
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const kill = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    stack.defer(kill);
    return { kill };
  };
  await mkdir(directory, { recursive: true });
  const started = await start(launch, directory);
  if (started === undefined) return undefined;
  const owned = stack.move();
  return {
    url: started.url,
    ...(started.certificateFile === undefined ? {} : { certificateFile: started.certificateFile }),
    killMaster: async () => started.master?.kill(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Asks the server again and again until it says yes. */
async function until(
  server: number | string,
  ask: (redis: ReturnType<typeof openRedis>) => Promise<boolean>,
): Promise<void> {
  const url = typeof server === 'number' ? `redis://127.0.0.1:${server}` : server;
  const redis = openRedis(url, { enableReadyCheck: false });
  const deadline = Date.now() + READY_LIMIT_MS;
  try {
    while (!(await ask(redis).catch(() => false))) {
      if (Date.now() > deadline) throw new Error(`The Redis of ${new URL(url).port} does not come up.`);
      await setTimeout(25);
    }
  } finally {
    redis.disconnect();
  }
}

function words(text: string): string[] {
  return text.split(' ');
}
