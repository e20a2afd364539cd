/** The queue and the streams on every form of Redis that an address can name, each with real servers. */
import { tmpdir } from 'node:os';
import { startRedisCluster, startRedisSentinel, startRedisTls } from '@nex/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import {
  createJobQueue,
  createModelRateLimiter,
  createRedisClient,
  createStreams,
  inspectRedis,
  type JobQueue,
  openRedis,
} from '../src/index.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());
const [sentinel, cluster, tls] = await Promise.all([
  startRedisSentinel(),
  startRedisCluster(),
  startRedisTls(),
]);
for (const group of [sentinel, cluster, tls]) stack.use(group);

const job = (id: string) => ({ id, payload: { runId: id, traceparent: 't' } });
const open = (redisUrl: string) => createJobQueue({ redisUrl, databaseUrl: '', prefix: 'test' });

/** A worker that says which runs it was given. */
async function work(queue: JobQueue) {
  const seen: string[] = [];
  let changed = Promise.withResolvers<void>();
  const worker = await queue.work({
    job: 'run.execute',
    handle: ({ runId }) => {
      seen.push(runId);
      changed.resolve();
      changed = Promise.withResolvers();
      return Promise.resolve();
    },
  });
  return {
    async sees(id: string) {
      while (!seen.includes(id)) await changed.promise;
    },
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  };
}

describe.each([
  ['sentinel', sentinel],
  ['cluster', cluster],
  ['tls', tls],
] as const)('%s', (_, group) => {
  test.runIf(group)('jobs are added, counted and worked on, and streams appended to', async () => {
    const url = group?.url ?? '';
    await using queue = open(url);
    await queue.add('run.execute', [job('a'), job('b'), job('a')]);
    expect(await queue.depth('run.execute')).toBe(2);
    expect(await queue.depth('build.advance')).toBe(0);
    await using worker = await work(queue);
    await worker.sees('a');
    await worker.sees('b');
    await using streams = createStreams(url);
    await streams.append('batch', [{ id: '1' }, { id: '2' }], 100);
    const redis = openRedis(url);
    expect(await redis.xlen('batch')).toBe(2);
    redis.disconnect();
  });

  test.runIf(group)('limits are counted there, by all who share it, and it tells of itself', async () => {
    const url = group?.url ?? '';
    const { signal } = new AbortController();
    const options = { redisUrl: url, prefix: 'forms', limits: { 'a-model': { tokensPerMinute: 100 } } };
    await using one = createModelRateLimiter(options);
    await using two = createModelRateLimiter(options);
    await one.admit('a-model', 60, signal);
    await two.admit('a-model', 40, signal);
    const late = AbortSignal.timeout(300);
    await expect(one.admit('a-model', 1, late)).rejects.toThrow();
    expect(await inspectRedis(url)).toMatchObject({ version: expect.stringMatching(/^\d+\./) });
    await using client = createRedisClient(url);
    const driver = client.driver as ReturnType<typeof openRedis>;
    await expect.poll(() => driver.set('forms', '1').catch(() => undefined)).toBe('OK');
  });
});

test.runIf(sentinel)('work goes on at the replica when the master dies', async () => {
  await using queue = open(sentinel?.url ?? '');
  await using worker = await work(queue);
  await queue.add('run.execute', [job('before')]);
  await worker.sees('before');
  await sentinel?.killMaster();
  // A caller that is told `unavailable` comes again, as the sweeps of the services do.
  const add = async (): Promise<void> => queue.add('run.execute', [job('after')]).catch(add);
  await add();
  await worker.sees('after');
});

test.runIf(cluster)('all keys of a queue lie in one slot, those of two queues in two', async () => {
  const url = cluster?.url ?? '';
  await using queue = open(url);
  await queue.add('run.execute', [job('a')]);
  await queue.add('build.advance', [{ id: 'b', payload: { buildId: 'b', traceparent: 't' } }]);
  const redis = openRedis(url);
  const slot = (key: string) => redis.call('CLUSTER', 'KEYSLOT', key);
  expect(await redis.exists('{test-run-execute}:run-execute:meta')).toBe(1);
  expect(await slot('{test-run-execute}:run-execute:meta')).toBe(await slot('{test-run-execute}:x'));
  expect(await slot('{test-build-advance}:x')).not.toBe(await slot('{test-run-execute}:x'));
  redis.disconnect();
});

test.runIf(tls)('a certificate that nobody vouches for is refused', async () => {
  const url = tls?.url.replace(/\?.*/, '') ?? '';
  await using streams = createStreams(url);
  await expect(streams.append('x', [{ a: '1' }], 10)).rejects.toMatchObject({ code: 'unavailable' });
});

test('an address that cannot be read is told before anything is connected', () => {
  expect(() => open(`rediss://cache?ca=${tmpdir()}`)).toThrow(
    expect.objectContaining({ code: 'config_invalid' }),
  );
});
