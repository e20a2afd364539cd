/** Redis for tests: `REDIS_URL`, else Docker, else a program on this machine, else one unpacked from Debian. */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { endProcess, findFreePorts, runsScript } from '@nex/cli/stack';
import { startContainer } from './docker.ts';
import { findLeftovers, makeRunFolder } from './leftovers.ts';
import { findRedis, type RedisProgram } from './redis-program.ts';
import { nothingToStop, type TestServer } from './tier.ts';

const IMAGE = 'redis:7-alpine';
const PREFIX = 'nex-test-redis-';

/** Never throws for want of a server: the tier then says why there is none. */
export async function startTestRedis(env: NodeJS.ProcessEnv = process.env): Promise<TestServer> {
  if (env.REDIS_URL) return { url: env.REDIS_URL, tier: 'given', stop: nothingToStop };
  const container = await startContainer({ image: IMAGE, port: 6379 });
  if (typeof container !== 'string') {
    const url = `redis://${container.host}:${container.port}`;
    return { url, tier: `docker ${IMAGE}`, stop: () => container.stop() };
  }
  const program = await findRedis();
  if (typeof program === 'string') {
    return { url: null, tier: `unavailable: ${program}`, stop: nothingToStop };
  }
  return runProgram(program);
}

async function runProgram(program: RedisProgram): Promise<TestServer> {
  const [port = 0] = await findFreePorts(1);
  await removeLeftovers();
  const directory = await makeRunFolder(PREFIX);
  const child = spawn(
    program.file,
    [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      directory,
      '--pidfile',
      join(directory, 'redis.pid'),
    ],
    { env: { ...process.env, ...program.env }, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const ready = await Promise.race([waitForPong(port), ended.then(() => false)]);
  if (!ready) {
    await stop();
    return { url: null, tier: 'unavailable: redis-server does not start', stop: nothingToStop };
  }
  return { url: `redis://127.0.0.1:${port}`, tier: `${program.kind} ${program.version}`, stop };
}

async function removeLeftovers(): Promise<void> {
  for (const directory of await findLeftovers(PREFIX)) {
    const pid = Number.parseInt(await readFile(join(directory, 'redis.pid'), 'utf8').catch(() => ''), 10);
    if (!Number.isNaN(pid) && (await runsScript(pid, 'redis-server'))) await endProcess(pid, 2_000);
    await rm(directory, { recursive: true, force: true });
  }
}

/** Knocks until the server answers, for ten seconds at most. */
async function waitForPong(port: number): Promise<boolean> {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    if (await ping(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    socket.once('data', (bytes) => {
      resolve(bytes.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.setTimeout(1_000, () => {
      resolve(false);
      socket.destroy();
    });
  });
}
