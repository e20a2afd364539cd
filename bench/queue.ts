/** Jobs added and worked on per second, on either store of queues, from one process. `node bench/queue.ts [jobs]` */
import { startTestRedis } from '../packages/testkit/src/servers/redis.ts';
import { createJobQueue } from '@nex/queue';
import { machine, openTable } from './measure.ts';
import { startStack } from './stack.ts';

const JOBS = Number(process.argv[2] ?? 10_000);
const BATCH = 500;

await using stack = await startStack();
const databaseUrl = await stack.createDatabase();
const redis = await startTestRedis();
const print = openTable(`Jobs of a queue (${machine()})`);
for (const redisUrl of [undefined, ...(redis.url === null ? [] : [redis.url])]) {
  await using queue = createJobQueue({ databaseUrl, redisUrl, prefix: 'bench' });
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
  print({
    store: queue.backend,
    jobs: JOBS,
    'added per s': Math.round((JOBS / (added - since)) * 1000),
    'worked on per s': Math.round((JOBS / (performance.now() - added)) * 1000),
  });
}
await redis.stop();
