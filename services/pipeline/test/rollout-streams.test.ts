/** Groups that go to a stream: all of them, once, and none that is too old. The stream is a list here; Redis has its own test. */
import type { TrainerTrajectory } from '@nex/core';
import { createJobQueue, type Streams } from '@nex/queue';
import { expect, test } from 'vitest';
import { createBatch, lease, readBatch, steer } from './support/rollouts.ts';
import { type Surroundings, setUp, startOn } from './support/surroundings.ts';

interface Streamed {
  stream: string;
  record: TrainerTrajectory;
}

/** A pipeline whose stream keeps what it is given; its queue lies in Postgres. */
async function startStreaming(around: Surroundings, streamed: Streamed[]) {
  await using starting = new AsyncDisposableStack();
  const databaseUrl = around.environment['DATABASE_URL'] ?? '';
  const queue = starting.use(createJobQueue({ databaseUrl }));
  const streams: Streams = {
    async append(stream, entries) {
      for (const { json = '' } of entries) streamed.push({ stream, record: JSON.parse(json) });
    },
    async [Symbol.asyncDispose]() {},
  };
  around.environment['REDIS_URL'] = 'redis://127.0.0.1:9';
  const pipeline = starting.use(await startOn(around, { queue, streams }));
  const owned = starting.move();
  return { httpUrl: pipeline.httpUrl, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('every group of a batch is streamed once, and nothing of it is leased', async () => {
  const streamed: Streamed[] = [];
  await using around = await setUp();
  await using pipeline = await startStreaming(around, streamed);
  const { batchId, rollouts } = await createBatch(pipeline.httpUrl, { stream: true });
  await expect
    .poll(() => readBatch(pipeline.httpUrl, batchId), { timeout: 20_000 })
    .toMatchObject({ state: 'completed', groups: { done: 3 } });
  expect(streamed.map(({ stream }) => stream)).toEqual(Array.from({ length: 6 }, () => 'traj:policy'));
  const ids = streamed.map(({ record }) => record.rolloutId);
  expect(ids.toSorted()).toEqual(rollouts.map(({ rolloutId }) => rolloutId).toSorted());
  expect((await lease(pipeline.httpUrl, { waitMs: 0 })).leaseId).toBeNull();
});

test('what is too old when it would be streamed is run again, or marked', async () => {
  const streamed: Streamed[] = [];
  const begun = Date.now();
  let asked = 0;
  await using around = await setUp({
    // The first two runs of each batch were sampled before its model had new weights.
    tokens: ({ id }) => {
      asked += 1;
      const at = asked <= 2 ? begun : Date.now();
      return [
        {
          runId: id,
          answers: [{ startedAt: at, finishedAt: at }],
          sequences: [{ tokens: [1, 2], spans: [{ start: 1, end: 2, answer: 0 }], logprobs: [0, -0.1] }],
        },
      ];
    },
  });
  await using pipeline = await startStreaming(around, streamed);
  for (const onStale of ['rerun', 'mark'] as const) {
    asked = 0;
    around.runtime.ending.closeAfter(0);
    const { batchId } = await createBatch(pipeline.httpUrl, {
      tasks: [{ taskId: '0', input: 'When do the beans go out?' }],
      modelTag: onStale,
      stream: true,
      maxStaleness: 1,
      onStale,
    });
    await around.runtime.ending.blocked;
    await steer(pipeline.httpUrl, 'resume', { version: 4 }, onStale);
    around.runtime.ending.open();
    await expect
      .poll(() => readBatch(pipeline.httpUrl, batchId), { timeout: 20_000 })
      .toMatchObject({ state: 'completed', groups: { done: 1 } });
    const of = streamed.filter(({ record }) => record.batchId === batchId).map(({ record }) => record);
    expect(of.map(({ attempt, stale, modelVersions }) => [attempt, stale, modelVersions])).toEqual(
      onStale === 'rerun'
        ? [2, 2].map((attempt) => [attempt, false, [[1, 2, 4]]])
        : [1, 1].map((attempt) => [attempt, true, [[1, 2, 0]]]),
    );
  }
});
