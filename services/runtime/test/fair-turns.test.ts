/**
 * A tenant with thousands of waiting runs does not delay another with ten, on both queues; and what a tenant may use is a
 * bound.
 */
import { createPool, maybeOne, sql } from '@nex/postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { CALC_BUNDLE } from './support/bundles.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

const redisUrl = inject('redisUrl');
const MANY = 2000;
const FEW = 10;
const BATCH = 500;

let model: ModelServer;

beforeAll(async () => {
  model = await startModelServer(() => ({ text: 'Done.' }));
});
afterAll(() => model?.[Symbol.asyncDispose]());

/** Creates runs, and gives their ids. */
async function create({ rpc }: TestRuntime, tenant: string, count: number, key?: string): Promise<string[]> {
  const at = { metadata: { 'nex-tenant': tenant } };
  const { digest } = await rpc.putBundle({ files: CALC_BUNDLE }, at);
  const ids: string[] = [];
  for (let left = count; left > 0; left -= BATCH) {
    const runs = Array.from({ length: Math.min(left, BATCH) }, (_, index) => ({
      frameworkDigest: digest,
      input: 'x',
      ...(key === undefined ? {} : { idempotencyKey: `${key}/${index}` }),
    }));
    ids.push(...(await rpc.createRuns({ runs }, at)).runs.map((run) => run.id));
  }
  return ids;
}

async function untilEnded({ rpc }: TestRuntime, tenant: string, ids: string[]): Promise<void> {
  let ended = 0;
  for await (const _ of rpc.watchRuns({ ids }, { metadata: { 'nex-tenant': tenant } })) ended += 1;
  expect(ended).toBe(ids.length);
}

async function count({ databaseUrl }: TestRuntime, tenant: string, state: string): Promise<number> {
  await using pool = createPool({ url: databaseUrl, max: 1 });
  const row = await maybeOne(
    pool,
    z.object({ count: z.coerce.number() }),
    sql`select count(*) from runtime.runs where tenant = ${tenant} and state = ${state} and parent_run_id is null`,
  );
  return row?.count ?? 0;
}

describe.each(['postgres', 'redis'] as const)('with the queue in %s', (kind) => {
  const available = kind === 'postgres' || redisUrl !== null;

  test.runIf(available)('ten runs end while most of two thousand wait', async () => {
    const environment: Record<string, string> =
      kind === 'redis' && redisUrl ? { REDIS_URL: redisUrl, QUEUE_PREFIX: `fair${Date.now()}` } : {};
    await using api = await startTestRuntime({ modelUrl: model.url, concurrency: 0, environment });
    await create(api, 'big', MANY);
    await using worker = await startTestRuntime({ modelUrl: model.url, beside: api, environment });
    // It has had its turn for a while when the other comes.
    while ((await count(api, 'big', 'completed')) < 50) await new Promise(setImmediate);
    const few = await create(api, 'small', FEW);
    await untilEnded(worker, 'small', few);
    expect(await count(api, 'small', 'completed')).toBe(FEW);
    expect(await count(api, 'big', 'queued')).toBeGreaterThan(MANY / 2);
  });
});

describe('quotas', () => {
  let api: TestRuntime;
  const set = (tenant: string, quotas: object) =>
    fetch(`${api.url}/v1/quotas`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'nex-tenant': tenant },
      body: JSON.stringify(quotas),
    });

  beforeAll(async () => {
    api = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
  });
  afterAll(() => api?.[Symbol.asyncDispose]());

  test('a tenant has no more waiting than it may; a request that is made again is none', async () => {
    expect((await set('queues', { queuedRuns: 3 })).status).toBe(204);
    await create(api, 'queues', 3, 'same');
    await expect(create(api, 'queues', 1)).rejects.toMatchObject({
      code: 'quota_exceeded',
      where: 'queuedRuns',
      message: '3 runs wait, and at most 3 may.',
    });
    expect(await create(api, 'queues', 3, 'same')).toHaveLength(3);
    expect(await create(api, 'another', 4)).toHaveLength(4);
    await set('queues', {});
    expect(await create(api, 'queues', 1)).toHaveLength(1);
  });

  test('over REST it is 429 with what to do', async () => {
    await set('rest', { queuedRuns: 1 });
    await create(api, 'rest', 1);
    const answer = await api.post('/v1/runs', { files: CALC_BUNDLE, input: 'x' }, { 'nex-tenant': 'rest' });
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({
      code: 'quota_exceeded',
      hint: expect.stringContaining('Try again'),
    });
  });

  test('tokens of a day, and runs at work', async () => {
    await set('tokens', { tokensPerDay: 1, concurrentRuns: 1 });
    const ids = await create(api, 'tokens', 5);
    await using worker = await startTestRuntime({ modelUrl: model.url, beside: api });
    const most = untilEnded(worker, 'tokens', ids);
    let atWork = 0;
    let waits = true;
    void most.finally(() => (waits = false));
    while (waits) atWork = Math.max(atWork, await count(api, 'tokens', 'running'));
    await most;
    expect(atWork).toBeLessThanOrEqual(2);
    await using fresh = await startTestRuntime({ modelUrl: model.url, beside: api, concurrency: 0 });
    await expect(create(fresh, 'tokens', 1)).rejects.toMatchObject({
      code: 'quota_exceeded',
      where: 'tokensPerDay',
    });
  });

  test.each([{ queuedRuns: 0 }, { queuedRuns: 1.5 }, { runs: 1 }])('%j are no quotas', async (quotas) => {
    expect((await set('queues', quotas)).status).toBe(400);
  });
});
