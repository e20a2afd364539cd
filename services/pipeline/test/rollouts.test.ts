/** Rollouts for a trainer: batches, leases of complete groups, acknowledgements. */
import { createRpcClient, RolloutBatchState, RolloutService } from '@nex/rpc';
import { eventually } from '@nex/testkit';
import { expect, test } from 'vitest';
import { ack, batchOf, createBatch, lease, readBatch, TAG } from './support/rollouts.ts';
import { call, setUp, startOn } from './support/surroundings.ts';

test('a batch comes back as complete groups, once each', async () => {
  await using around = await setUp({
    answer: ({ input }) => (input.includes('beans') ? 'The beans go out in May.' : 'In June.'),
  });
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  const { batchId, rollouts } = await createBatch(httpUrl);
  expect(rollouts).toHaveLength(6);
  expect(rollouts.map(({ groupId, runIndex }) => [groupId, runIndex])).toEqual([
    ['task-0', 0],
    ['task-0', 1],
    ['task-1', 0],
    ['task-1', 1],
    ['task-2', 0],
    ['task-2', 1],
  ]);
  const seen = new Map<string, string>();
  while (seen.size < 6) {
    const taken = await lease(httpUrl, { max: 2 });
    expect(taken.trajectories.map(({ runIndex }) => runIndex)).toEqual([0, 1]);
    for (const one of taken.trajectories) {
      expect(seen.has(one.trajectoryId)).toBe(false);
      seen.set(one.trajectoryId, one.rolloutId);
      expect(one).toMatchObject({
        batchId,
        kind: 'messages',
        agentPath: 'garden_lead',
        segmentIndex: 0,
        segmentCount: 1,
        state: 'completed',
        modelTag: TAG,
        temperature: 0.7,
        reward: one.taskId === '0' ? 1 : 0,
        metrics: { 'answer_values:0': one.taskId === '0' ? 1 : 0, model_calls: 2 },
      });
      expect(one.messages?.map(({ loss }) => loss)).toEqual([false, false, true, false, true]);
    }
    expect((await ack(httpUrl, taken)).body).toEqual({ acked: 2, rerun: [] });
    // Said again it changes nothing.
    expect((await ack(httpUrl, taken)).body).toEqual({ acked: 0, rerun: [] });
  }
  expect(new Set(seen.values()).size).toBe(6);
  expect((await lease(httpUrl, { waitMs: 0 })).leaseId).toBeNull();
  expect(await readBatch(httpUrl, batchId)).toMatchObject({
    state: 'completed',
    rollouts: { queued: 0, running: 0, ready: 0, done: 6, cancelled: 0 },
    groups: { open: 0, complete: 0, done: 3, cancelled: 0 },
    outcomes: { completed: 6, failed: 0 },
    trajectories: 6,
  });
  const runs = [...around.runtime.runs.values()];
  expect(runs).toHaveLength(6);
  expect(runs.map(({ model }) => model)).toEqual(
    runs.map(() => expect.objectContaining({ baseUrl: 'http://127.0.0.1:9/v1', model: 'policy-1' })),
  );
});

test('a run that fails is a record of no length, and its group closes', async () => {
  await using around = await setUp({ fails: (order) => order === 1 });
  await using pipeline = await startOn(around);
  const { tasks } = batchOf();
  await createBatch(pipeline.httpUrl, { tasks: tasks.slice(0, 1), repeatN: 3 });
  const { trajectories } = await lease(pipeline.httpUrl);
  expect(trajectories.map(({ runIndex, kind, state }) => [runIndex, kind, state])).toEqual([
    [0, 'messages', 'completed'],
    [1, 'empty', 'failed'],
    [2, 'messages', 'completed'],
  ]);
  expect(trajectories[1]).toMatchObject({
    tokens: [],
    lossMask: [],
    reward: 0,
    failure: { code: 'internal' },
  });
});

test('the same key gives the same batch; with another body it is a conflict', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const key = { 'idempotency-key': 'step-1' };
  const first = await createBatch(pipeline.httpUrl, {}, key);
  expect(await createBatch(pipeline.httpUrl, {}, key)).toEqual(first);
  const other = await call(pipeline.httpUrl, 'POST', '/v1/rollout-batches', batchOf({ repeatN: 3 }), key);
  expect([other.status, other.body]).toMatchObject([409, { code: 'conflict', where: 'idempotency-key' }]);
});

test('batches are listed by the same filters over REST and gRPC', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(0);
  await using pipeline = await startOn(around);
  const { httpUrl } = pipeline;
  const { batchId: first } = await createBatch(httpUrl);
  const { batchId: second } = await createBatch(httpUrl, { modelTag: 'critic' });
  const { batchId: third } = await createBatch(httpUrl);
  await call(httpUrl, 'POST', `/v1/rollout-batches/${first}/cancel`);
  await eventually(async () => expect((await readBatch(httpUrl, first)).state).toBe('cancelled'));
  const { createdAt: since } = await readBatch(httpUrl, second);
  const { createdAt: until } = await readBatch(httpUrl, third);

  await using rpc = createRpcClient(RolloutService, pipeline.grpcAddress);
  const { RUNNING, CANCELLED, COMPLETED } = RolloutBatchState;
  for (const [query, message, expected] of [
    [{}, {}, [third, second, first]],
    [{ modelTag: TAG }, { modelTag: TAG }, [third, first]],
    [{ state: 'cancelled' }, { state: CANCELLED }, [first]],
    [{ state: 'running', modelTag: TAG }, { state: RUNNING, modelTag: TAG }, [third]],
    [{ state: 'completed' }, { state: COMPLETED }, []],
    [{ since }, { since }, [third, second]],
    [{ until }, { until }, [second, first]],
    [{ since, until }, { since, until }, [second]],
  ] as const) {
    const path = `/v1/rollout-batches?${new URLSearchParams(query).toString()}`;
    const { items } = (await call(httpUrl, 'GET', path)).body as { items: { id: string }[] };
    expect([query, items.map(({ id }) => id)]).toEqual([query, expected]);
    const { batches } = await rpc.listRolloutBatches(message);
    expect([message, batches.map(({ id }) => id)]).toEqual([message, expected]);
  }
  for (const [message, where] of [
    [{ since: 'yesterday' }, 'since'],
    [{ until: 'yesterday' }, 'until'],
    [{ state: 9 as RolloutBatchState }, 'state'],
  ] as const) {
    await expect(rpc.listRolloutBatches(message)).rejects.toMatchObject({ code: 'invalid_request', where });
  }
});

test.each([
  [
    {
      tasks: [
        { taskId: '1', input: 'a' },
        { taskId: '1', input: 'b' },
      ],
    },
    'tasks[1].taskId',
  ],
  [
    { evaluator: { verifiers: [{ kind: 'answer_values' as const, values: [{ matches: '(' }] }] } },
    'evaluator.verifiers[0].values[0].matches',
  ],
  [{ stream: true }, 'stream'],
  [
    { inference: { ...batchOf().inference, baseUrl: 'http://user:secret@127.0.0.1/v1' } },
    'inference.baseUrl',
  ],
])('%j is refused', async (more, where) => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { status, body } = await call(pipeline.httpUrl, 'POST', '/v1/rollout-batches', batchOf(more));
  expect([status, body]).toMatchObject([400, { code: 'invalid_request', where }]);
});

test('a private model server is refused when callers are no users of this machine', async () => {
  await using around = await setUp();
  around.environment['HOST'] = '0.0.0.0';
  await using pipeline = await startOn(around);
  const url = pipeline.httpUrl.replace('0.0.0.0', '127.0.0.1');
  const { status, body } = await call(url, 'POST', '/v1/rollout-batches', batchOf());
  expect([status, body]).toMatchObject([400, { code: 'invalid_request', where: 'inference.baseUrl' }]);
});
