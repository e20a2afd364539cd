/** kill -9 while rollouts run, end and are streamed: none runs twice, none is lost, none comes twice. */
import { sql } from '@nex/postgres';
import { expect, inject, test, vi } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { type Hold, lockTable } from './support/locked-table.ts';
import { askRedis } from './support/redis-lines.ts';
import { ack, createBatch, lease, readBatch } from './support/rollouts.ts';
import { type Surroundings, setUp, startOn } from './support/surroundings.ts';

const gate =
  (of: (around: Surroundings) => Surroundings['runtime']['ending']) =>
  async (around: Surroundings): Promise<Hold> => {
    of(around).closeAfter(2);
    return { reached: of(around).blocked, [Symbol.asyncDispose]: async () => of(around).open() };
  };

const INTERRUPTIONS: Record<string, (around: Surroundings) => Promise<Hold>> = {
  'runs are under way': gate(({ runtime }) => runtime.ending),
  'trajectories are fetched': gate(({ runtime }) => runtime.trajectories),
  'records are written': (around) => lockTable(around, 'trainer_trajectories'),
};

test('killed in the middle, another process goes on: every rollout comes once', async () => {
  const results = await Promise.all(
    Object.entries(INTERRUPTIONS).map(async ([when, interrupt]) => {
      await using around = await setUp();
      await using first = await spawnPipeline(around.environment);
      await using hold = await interrupt(around);
      const { batchId } = await createBatch(first.httpUrl);
      await hold.reached;
      await first.kill();
      await hold[Symbol.asyncDispose]();
      await using second = await startOn(around);
      const seen: string[] = [];
      while (seen.length < 6) {
        const taken = await lease(second.httpUrl);
        seen.push(...taken.trajectories.map(({ rolloutId }) => rolloutId));
        await ack(second.httpUrl, taken);
      }
      // Its last trajectory can be leased a moment before the batch is said to be at its end.
      const isOver = async () => (await readBatch(second.httpUrl, batchId)).state !== 'running';
      await vi.waitUntil(isOver, { timeout: 60_000 });
      const { state, reruns, trajectories, groups } = await readBatch(second.httpUrl, batchId);
      const runs = around.runtime.runs.size;
      return { when, distinct: new Set(seen).size, runs, state, reruns, trajectories, done: groups.done };
    }),
  );
  expect(results).toEqual(
    Object.keys(INTERRUPTIONS).map((when) => ({
      when,
      distinct: 6,
      runs: 6,
      state: 'completed',
      reruns: 0,
      trajectories: 6,
      done: 3,
    })),
  );
});

test('a lease outlives the process that gave it', async () => {
  await using around = await setUp();
  await using first = await spawnPipeline(around.environment);
  await createBatch(first.httpUrl);
  const taken = await lease(first.httpUrl);
  await first.kill();
  await using second = await startOn(around);
  expect(await ack(second.httpUrl, taken)).toMatchObject({ body: { acked: taken.trajectories.length } });
});

const redisUrl = inject('redisUrl');

test.skipIf(redisUrl === null)('complete groups go to the stream of their model', async () => {
  const url = redisUrl ?? '';
  await using around = await setUp();
  const modelTag = `stream-${process.pid}-${Date.now()}`;
  Object.assign(around.environment, { REDIS_URL: url, QUEUE_PREFIX: modelTag });
  await using hold = await lockTable(around, 'trainer_trajectories');
  await using first = await spawnPipeline(around.environment);
  const { batchId, rollouts } = await createBatch(first.httpUrl, { modelTag, stream: true });
  await hold.reached;
  await first.kill();
  await hold[Symbol.asyncDispose]();
  await using second = await startOn(around);
  await expect
    .poll(() => readBatch(second.httpUrl, batchId))
    .toMatchObject({
      state: 'completed',
      groups: { done: 3 },
    });
  await askRedis(url, `XGROUP CREATE traj:${modelTag} trainers 0`);
  const text = await askRedis(url, `XREADGROUP GROUP trainers one COUNT 100 STREAMS traj:${modelTag} >`);
  const records = [...text.matchAll(/^\{.*\}$/gm)].map(
    ([line]) => JSON.parse(line) as Record<string, unknown>,
  );
  expect(new Set(records.map(({ trajectoryId }) => trajectoryId)).size).toBe(6);
  expect(new Set(records.map(({ rolloutId }) => rolloutId))).toEqual(
    new Set(rollouts.map(({ rolloutId }) => rolloutId)),
  );
  // Groups lie together, and nothing of them is leased.
  const order = records.map(({ groupId }) => groupId);
  expect(order.filter((group, at) => group !== order[at - 1])).toHaveLength(3);
  expect((await lease(second.httpUrl, { modelTag, waitMs: 0 })).leaseId).toBeNull();
  const { rows } = await around.pool.query(
    sql`select distinct result from pipeline.trainer_trajectories where batch_id = ${batchId}`,
  );
  expect(rows).toEqual([{ result: 'streamed' }]);
  await askRedis(url, `DEL traj:${modelTag}`);
});
