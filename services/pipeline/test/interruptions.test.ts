/** Cancelling, failing and resuming, streams that break, slow watchers. */

import { Build, NexError } from '@nex/core';
import { sql } from '@nex/postgres';
import { BuildState, createRpcClient, PipelineService } from '@nex/rpc';
import { startTelemetry } from '@nex/telemetry';
import { runNex } from '@nex/testkit';
import { expect, test } from 'vitest';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, create, finish, follow, setUp, startOn } from './support/surroundings.ts';

test('cancelling stops giving out runs and cancels those in flight', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(3);
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 12, concurrency: 4 });
  await around.runtime.ending.blocked;
  const cancel = () => runNex(pipeline.httpUrl, ['builds', 'cancel', id]);
  expect(await cancel()).toMatchObject({ exitCode: 0, out: `${id} ends when its runs are cancelled\n` });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.state).toBe('cancelled');
  expect(await cancel()).toMatchObject({ exitCode: 0, out: `${id} is cancelled\n` });
  expect(build.finishedAt).toBeDefined();
  expect(build.funnel.runs).toMatchObject({ total: 12, completed: 3, cancelled: 9 });
  expect(around.runtime.runs.size).toBeLessThanOrEqual(7);
  expect(around.runtime.cancelled.length).toBe(around.runtime.runs.size - 3);
  expect(await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/cancel`)).toMatchObject({ status: 200 });
  expect(await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/files`)).toMatchObject({ status: 409 });
});

test('a build whose runs the runtime refuses meanwhile is cancelled all the same', async () => {
  await using around = await setUp();
  const { runtime } = around;
  runtime.creating.closeAfter(0);
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 3, concurrency: 2 });
  await runtime.creating.blocked;
  runtime.script.refusesRuns = new NexError('not_found', 'There is no such bundle.');
  await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/cancel`);
  const build = await finish(pipeline.httpUrl, id);
  expect(build).toMatchObject({ state: 'cancelled', funnel: { runs: { total: 3, cancelled: 3 } } });
  const { rows } = await around.pool.query(
    sql`select state, outcome, failure->>'code' as code from pipeline.run_attempts where build_id = ${id}`,
  );
  expect(rows).toEqual(Array(2).fill({ state: 'cancelled', outcome: 'cancelled', code: 'not_found' }));
});

test('cancelling while queries are being made ends without a run', async () => {
  await using around = await setUp();
  around.model.calls.closeAfter(2);
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl);
  await around.model.calls.blocked;
  await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/cancel`);
  expect((await finish(pipeline.httpUrl, id)).state).toBe('cancelled');
  expect(around.runtime.runs.size).toBe(0);
});

test('a model that cannot be reached fails the build; resuming goes on where it stopped', async () => {
  await using around = await setUp();
  const refused = new Set<number>();
  around.model.query = (input) => {
    if (input.nonce >= 20) {
      refused.add(input.nonce);
      throw new Error('down');
    }
    return `Case ${input.nonce}: please plan bed ${input.nonce} of ${input.problem_type.label} for me.`;
  };
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { concurrency: 2 });
  const failed = await finish(pipeline.httpUrl, id);
  expect(failed.state).toBe('failed');
  expect(failed.failure).toMatchObject({ code: 'model_unreachable', hint: expect.any(String) });
  expect(failed.stages[0]).toMatchObject({ state: 'failed', done: 5, total: 12 });
  expect(failed.dataSet).toBeUndefined();
  const asked = around.model.inputs.length;
  around.model.query = (input) =>
    `Case ${input.nonce}: please plan bed ${input.nonce} of ${input.problem_type.label}.`;
  expect(await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/resume`)).toMatchObject({
    status: 200,
    body: { state: expect.stringMatching(/queued|running/) },
  });
  const build = await finish(pipeline.httpUrl, id);
  expect(build).toMatchObject({ state: 'completed', funnel: { queries: { accepted: 12 } } });
  expect(build.failure).toBeUndefined();
  expect(around.model.inputs.length - asked).toBe(12 - 5);
});

test('a question that the model server refuses costs its attempt, a form that it refuses the build', async () => {
  await using around = await setUp();
  const pipeline = await startOn(around);
  around.model.refuses = (question, input) =>
    question === 'query' && [5, 6, 7].includes((input as { nonce: number }).nonce);
  const synthesis = { attempts: 2, replacementShare: 1 };
  const { id } = await create(pipeline.httpUrl, { queries: 12, concurrency: 1, synthesis });
  // Slot 2 is asked once more, slot 3 gives up and another one stands in for it.
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'completed',
    funnel: { queries: { accepted: 12, rejected: 1 } },
  });

  // A server that refuses what it took before: the build goes on in another process, and is refused at once.
  around.model.refuses = () => false;
  around.model.calls.closeAfter(4);
  const { id: left } = await create(pipeline.httpUrl, { queries: 8, concurrency: 1 });
  await around.model.calls.blocked;
  await pipeline[Symbol.asyncDispose]();
  around.model.refuses = (question, input) =>
    question === 'query' && (input as { nonce: number }).nonce % 4 === 0;
  around.model.calls.open();
  await using next = await startOn(around);
  expect(await finish(next.httpUrl, left)).toMatchObject({
    state: 'completed',
    funnel: { queries: { accepted: 8, rejected: 0 } },
  });

  around.model.refuses = () => true;
  const { id: other } = await create(next.httpUrl, { queries: 12, concurrency: 1 });
  expect(await finish(next.httpUrl, other)).toMatchObject({
    state: 'failed',
    failure: { code: 'model_rejected', message: expect.stringContaining('filtered') as string },
  });
});

test('not one acceptable query is a shortfall, and resuming tries anew', async () => {
  await using around = await setUp();
  around.model.query = () => 'no';
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 3 });
  const failed = await finish(pipeline.httpUrl, id);
  expect(failed).toMatchObject({
    state: 'failed',
    failure: { code: 'shortfall', message: expect.stringContaining('0 of the 3 queries') },
    // Two slots may stand in for three that were given up.
    funnel: { queries: { requested: 3, accepted: 0, rejected: 5 } },
  });
  expect(around.model.inputs).toHaveLength(20);
  around.model.query = ({ nonce }) => `Please plan bed number ${nonce} for me, in as much detail as you can.`;
  await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/resume`);
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({ state: 'completed' });
});

test('streams that break are opened again, and every run is heard of once', async () => {
  await using around = await setUp({ brokenStreams: 4 });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 10, concurrency: 10 });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.funnel.runs).toEqual({ total: 10, completed: 10, failed: 0, cancelled: 0 });
  expect(around.runtime.script.brokenStreams).toBe(0);
  expect(around.runtime.runs.size).toBe(10);
});

test('equal answers to a query are kept once', async () => {
  await using around = await setUp({
    answer: ({ seed }) => (seed % 2 === 0 ? 'Even it is, truly.' : 'Odd it is, truly.'),
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 2, samples: 8 });
  const { funnel } = await finish(pipeline.httpUrl, id);
  expect(funnel.kept + funnel.dropped).toBe(16);
  expect(funnel.dropReasons).toEqual({ duplicate: funnel.dropped });
  expect(funnel.kept).toBeLessThanOrEqual(4);
});

test('events grow in version, come at most a few times a second, and end with the build', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 60, concurrency: 16 });
  const response = await fetch(`${pipeline.httpUrl}/v1/builds/${id}/events`);
  const startedAt = performance.now();
  const text = await response.text();
  const seconds = (performance.now() - startedAt) / 1000;
  const versions = [...text.matchAll(/^id: (\d+)$/gm)].map(([, version]) => Number(version));
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(versions.length).toBeLessThanOrEqual(4 * seconds + 4);
  expect(await follow(pipeline.httpUrl, id)).toHaveLength(1);
});

test('gRPC creates, reads, follows and cancels as REST does', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  await using client = createRpcClient(PipelineService, pipeline.grpcAddress);
  const spec = { frameworkId: FRAMEWORK_ID, queries: 3, idempotencyKey: 'grpc-1' };
  const { build } = await client.createBuild({ spec });
  const again = await client.createBuild({ spec });
  expect(again.build?.id).toBe(build?.id);
  const id = build?.id ?? '';
  const states: (BuildState | undefined)[] = [];
  for await (const { build: seen } of client.watchBuild({ id })) states.push(seen?.state);
  expect(states.at(-1)).toBe(BuildState.COMPLETED);
  const { build: last } = await client.getBuild({ id });
  expect(last?.spec).toMatchObject({ queries: 3, samples: 1, seed: 7, concurrency: 32, languages: ['en'] });
  const rest = Build.parse((await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}`)).body);
  expect(JSON.parse(last?.detailJson ?? '{}')).toMatchObject({ funnel: rest.funnel, dataSet: rest.dataSet });
  await expect(client.cancelBuild({ id })).rejects.toMatchObject({ code: 'conflict' });
  await expect(client.getBuild({ id: 'build_none' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(client.createBuild({})).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(
    client.createBuild({ spec: { frameworkId: FRAMEWORK_ID, queries: -1 } }),
  ).rejects.toMatchObject({
    code: 'invalid_request',
    where: 'spec.queries',
  });
});

test('one trace goes from the request to every run', async () => {
  await using telemetry = await startTelemetry({ serviceName: 'pipeline-test' });
  expect(telemetry).toBeDefined();
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id, traceId } = await create(pipeline.httpUrl, { queries: 4 });
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  await finish(pipeline.httpUrl, id);
  expect([...around.runtime.runs.values()].map((run) => run.traceId)).toEqual(
    Array.from({ length: 4 }, () => traceId),
  );
  const { rows } = await around.pool.query(sql`select distinct trace_id from pipeline.query_runs`);
  expect(rows).toEqual([{ trace_id: traceId }]);
});
