/** Leases run out and are given again; models pause; groups close in time; what is too old is run again. */

import { createRpcClient, RolloutService } from '@nex/rpc';
import { eventually } from '@nex/testkit';
import { expect, test } from 'vitest';
import { ack, batchOf, createBatch, lease, readBatch, steer, TAG } from './support/rollouts.ts';
import { call, setUp, startOn } from './support/surroundings.ts';

const ONE = { tasks: batchOf().tasks.slice(0, 1) };

test('a lease that runs out is given again under a larger fence; the late acknowledgement changes nothing', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  await createBatch(httpUrl, ONE);
  const first = await lease(httpUrl, { leaseMs: 300 });
  expect(first.trajectories).toHaveLength(2);
  // Waits for the end of the first one, and no longer.
  const second = await lease(httpUrl);
  expect(second.fence).toBeGreaterThan(first.fence);
  expect(second.trajectories).toEqual(first.trajectories);
  const late = await ack(httpUrl, first);
  expect([late.status, late.body]).toMatchObject([410, { code: 'lease_expired', where: 'leaseId' }]);
  expect(await ack(httpUrl, second)).toMatchObject({ status: 200, body: { acked: 2 } });
  const other = await ack(httpUrl, second, 'fail');
  expect([other.status, other.body]).toMatchObject([409, { code: 'conflict' }]);
  expect((await lease(httpUrl, { waitMs: 0 })).trajectories).toEqual([]);
  const unknown = await ack(httpUrl, { ...second, leaseId: 'lease_nobody' });
  expect(unknown.status).toBe(404);
});

test('many trainers at once share no group, and miss none', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  await using other = await startOn(around);
  const tasks = Array.from({ length: 12 }, (_, n) => ({ taskId: String(n), input: `Bed ${n}?` }));
  const { batchId } = await createBatch(pipeline.httpUrl, { tasks });
  const taken = await Promise.all(
    Array.from({ length: 6 }, async (_, n) => {
      const url = n % 2 === 0 ? pipeline.httpUrl : other.httpUrl;
      const ids: string[] = [];
      for (;;) {
        const one = await lease(url, { max: 4, waitMs: 1500 });
        if (one.leaseId === null) return ids;
        const groups = Map.groupBy(one.trajectories, ({ groupId }) => groupId);
        for (const rollouts of groups.values()) expect(rollouts).toHaveLength(2);
        ids.push(...one.trajectories.map(({ trajectoryId }) => trajectoryId));
        expect((await ack(url, one)).status).toBe(200);
      }
    }),
  );
  const all = taken.flat();
  expect(new Set(all).size).toBe(24);
  expect(all).toHaveLength(24);
  expect(await readBatch(pipeline.httpUrl, batchId)).toMatchObject({ groups: { done: 12 } });
});

test('re-rollout runs a rollout again, and the group comes when it is complete again', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  const { batchId } = await createBatch(httpUrl, ONE);
  const first = await lease(httpUrl);
  const [again, kept] = first.trajectories;
  const answer = await call(httpUrl, 'POST', '/v1/trajectories:ack', {
    leaseId: first.leaseId,
    results: [
      { trajectoryId: again?.trajectoryId, result: 're-rollout' },
      { trajectoryId: kept?.trajectoryId, result: 'success' },
    ],
  });
  expect(answer.body).toEqual({ acked: 2, rerun: [again?.rolloutId] });
  const second = await lease(httpUrl);
  expect(second.trajectories).toMatchObject([
    { rolloutId: again?.rolloutId, runIndex: again?.runIndex, attempt: 2 },
  ]);
  expect(second.trajectories[0]?.messagesRef).not.toBe(again?.messagesRef);
  await ack(httpUrl, second);
  expect(await readBatch(httpUrl, batchId)).toMatchObject({ reruns: 1, groups: { done: 1 } });
});

test('a rollout that was run again waits for the lease that still has others of its group', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  const { batchId } = await createBatch(httpUrl, ONE);
  const first = await lease(httpUrl);
  const [again, kept] = first.trajectories;
  const { leaseId } = first;
  const results = [{ trajectoryId: again?.trajectoryId, result: 're-rollout' }];
  await call(httpUrl, 'POST', '/v1/trajectories:ack', { leaseId, results });
  await eventually(async () =>
    expect(await readBatch(httpUrl, batchId)).toMatchObject({
      rollouts: { ready: 2 },
      groups: { complete: 1 },
    }),
  );
  expect((await lease(httpUrl, { waitMs: 0 })).trajectories).toEqual([]);
  expect((await lease(httpUrl, { waitMs: 0, completeGroupsOnly: false })).trajectories).toHaveLength(1);
  await ack(httpUrl, { ...first, trajectories: first.trajectories.filter((one) => one === kept) });
});

test('a paused model begins nothing; what was under way says so, and versions follow the weights', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(0);
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  const { batchId } = await createBatch(httpUrl, { ...ONE, repeatN: 3, concurrency: 1 });
  await around.runtime.ending.blocked;
  expect((await steer(httpUrl, 'pause', { inFlight: 'mark' })).body).toMatchObject({
    state: 'paused',
    version: 0,
  });
  around.runtime.ending.open();
  await eventually(async () =>
    expect(await readBatch(httpUrl, batchId)).toMatchObject({
      waitsFor: 'resume',
      rollouts: { queued: 2, running: 0, ready: 1 },
    }),
  );
  expect(around.runtime.runs.size).toBe(1);
  expect((await steer(httpUrl, 'resume', { version: 4, weightsUri: 's3://w/4' })).body).toMatchObject({
    state: 'running',
    version: 4,
    weightsUri: 's3://w/4',
  });
  const { trajectories } = await lease(httpUrl);
  expect(trajectories.map(({ acrossPause }) => acrossPause)).toEqual([true, false, false]);
  const back = await steer(httpUrl, 'resume', { version: 3 });
  expect([back.status, back.body]).toMatchObject([409, { code: 'conflict', where: 'version' }]);
  expect((await steer(httpUrl, 'pause', {}, 'nobody')).status).toBe(404);
});

/** One answer of the model, sampled just now. */
const sampledNow = ({ id }: { id: string }) => [
  {
    runId: id,
    answers: [{ startedAt: Date.now(), finishedAt: Date.now() }],
    sequences: [
      { tokens: [1, 2, 3, 4], spans: [{ start: 2, end: 4, answer: 0 }], logprobs: [0, 0, -0.1, -0.2] },
    ],
  },
];

test('what became too old while it waited is run again, or marked', async () => {
  await using around = await setUp({ tokens: sampledNow });
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  for (const onStale of ['rerun', 'mark'] as const) {
    const modelTag = `m-${onStale}`;
    const { batchId } = await createBatch(httpUrl, {
      ...ONE,
      modelTag,
      maxStaleness: 1,
      onStale,
      minModelVersion: 2,
    });
    await eventually(async () =>
      expect(await readBatch(httpUrl, batchId)).toMatchObject({
        waitsFor: 'version',
        rollouts: { queued: 2 },
      }),
    );
    await steer(httpUrl, 'resume', { version: 2 }, modelTag);
    await eventually(async () =>
      expect(await readBatch(httpUrl, batchId)).toMatchObject({ groups: { complete: 1 } }),
    );
    await steer(httpUrl, 'resume', { version: 4 }, modelTag);
    const taken = await lease(httpUrl, { modelTag });
    const expected =
      onStale === 'rerun'
        ? { attempt: 2, stale: false, modelVersions: [[2, 4, 4]] }
        : { attempt: 1, stale: true, modelVersions: [[2, 4, 2]] };
    expect(taken.trajectories).toMatchObject([expected, expected]);
    expect(taken.trajectories[0]).toMatchObject({
      kind: 'tokens',
      tokens: [1, 2, 3, 4],
      lossMask: [0, 0, 1, 1],
      logprobs: [0, 0, -0.1, -0.2],
    });
  }
});

test('a group that takes too long closes with records of no length', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(1);
  await using pipeline = await startOn(around);
  await createBatch(pipeline.httpUrl, { ...ONE, groupTimeoutMs: 1000 });
  const { trajectories } = await lease(pipeline.httpUrl);
  expect(trajectories.map(({ state }) => state).sort()).toEqual(['completed', 'failed']);
  expect(trajectories.find(({ state }) => state === 'failed')).toMatchObject({
    failure: { code: 'timeout' },
  });
  await eventually(() => expect(around.runtime.cancelled).toHaveLength(1));
});

test('a cancelled batch gives what is complete, and nothing else', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(2);
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  const { batchId } = await createBatch(httpUrl, { concurrency: 2 });
  await eventually(async () =>
    expect(await readBatch(httpUrl, batchId)).toMatchObject({ groups: { complete: 1, open: 2 } }),
  );
  await around.runtime.ending.blocked;
  await call(httpUrl, 'POST', `/v1/rollout-batches/${batchId}/cancel`);
  await eventually(async () =>
    expect(await readBatch(httpUrl, batchId)).toMatchObject({
      state: 'cancelled',
      rollouts: { ready: 2, cancelled: 4 },
      groups: { complete: 1, cancelled: 2 },
    }),
  );
  expect((await lease(httpUrl)).trajectories).toHaveLength(2);
  expect((await lease(httpUrl, { waitMs: 0 })).leaseId).toBeNull();
});

test('gRPC streams leases, as many at a time as the trainer has room for', async () => {
  await using around = await setUp({ tokens: sampledNow });
  await using pipeline = await startOn(around);
  await using rpc = createRpcClient(RolloutService, pipeline.grpcAddress);
  const { batchId } = await rpc.createRolloutBatch({ batchJson: JSON.stringify(batchOf()) });
  const stop = new AbortController();
  const groups: string[] = [];
  for await (const one of rpc.leaseTrajectories({ modelTag: TAG, max: 2 }, { signal: stop.signal })) {
    const [first] = one.trajectories;
    groups.push(first?.groupId ?? '');
    expect(first).toMatchObject({
      tokens: [1, 2, 3, 4],
      logprobs: [0, 0, -0.1, -0.2],
      modelVersions: [{ version: 0 }],
    });
    expect([...(first?.lossMask ?? [])]).toEqual([0, 0, 1, 1]);
    if (groups.length === 1) {
      // The other groups are complete by now, and wait for the acknowledgement.
      await eventually(async () => {
        const { batch } = await rpc.getRolloutBatch({ id: batchId });
        expect(batch?.groups).toMatchObject({ complete: 3 });
      });
      expect((await lease(pipeline.httpUrl, { waitMs: 0, max: 2 })).trajectories).toHaveLength(2);
    }
    const results = one.trajectories.map(({ trajectoryId }) => ({ trajectoryId, result: 1 }));
    expect(await rpc.ackTrajectories({ leaseId: one.leaseId, results })).toMatchObject({ acked: 2 });
    if (groups.length === 2) break;
  }
  stop.abort();
  expect(new Set(groups).size).toBe(2);
  await expect(
    rpc.ackTrajectories({ leaseId: 'lease_nobody', results: [{ trajectoryId: 'x', result: 1 }] }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(rpc.createRolloutBatch({ batchJson: '{' })).rejects.toMatchObject({ code: 'invalid_request' });
});
