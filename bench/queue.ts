/**
 * A job's way through a queue, on either store: what it costs the store and the process, and jobs per second of one process.
 * `node bench/queue.ts [jobs]`
 */

import { createJobQueue } from '@nex/queue';
import { startTestRedis } from '../packages/testkit/src/servers/redis.ts';
import { machine, openTable, round } from './measure.ts';
import { postgresCpuMs, redisCpuMs } from './server-cpu.ts';
import { startStack } from './stack.ts';

const JOBS = Number(process.argv[2] ?? 10_000);
const BATCH = 500;

await using stack = await startStack();
const databaseUrl = await stack.createDatabase();
const redis = await startTestRedis();
const print = openTable(`Jobs of a queue (${machine()})`);
for (const redisUrl of [undefined, ...(redis.url === null ? [] : [redis.url])]) {
  await using queue = createJobQueue({ databaseUrl, redisUrl, prefix: 'bench' });
  const serverCpuMs = () => (redisUrl === undefined ? postgresCpuMs(databaseUrl) : redisCpuMs(redisUrl));
  // Connects, and makes the tables.
  await queue.depth('run.execute');
  const serverBefore = await serverCpuMs();
  const cpu = process.cpuUsage();
  const since = performance.now();
  for (let first = 0; first < JOBS; first += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, JOBS - first) }, (_, index) => `job-${first + index}`);
    await queue.add(
      'run.execute',
      ids.map((id) => ({ id, payload: { runId: id, traceparent: 't' } })),
    );
  }
  const added = performance.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  let done = 0;
  await using _worker = await queue.work({
    job: 'run.execute',
    concurrency: 64,
    handle: () => {
      done += 1;
      if (done === JOBS) resolve();
      return Promise.resolve();
    },
  });
  await promise;
  const { user, system } = process.cpuUsage(cpu);
  const worked = performance.now() - added;
  print({
    store: queue.backend,
    jobs: JOBS,
    'added per s': Math.round((JOBS / (added - since)) * 1000),
    'worked on per s': Math.round((JOBS / worked) * 1000),
    'CPU ms of the store per job': round(((await serverCpuMs()) - serverBefore) / JOBS),
    'CPU ms of the process per job': round((user + system) / 1000 / JOBS),
  });
}
await redis.stop();
