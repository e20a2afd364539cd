/** Builds against a model server that takes few calls at a time, and a runtime that says that it had too many runs. */
import { createLanes, type Lane } from '@nex/llm';
import { sql } from '@nex/postgres';
import { Crowd } from '@nex/testkit';
import { expect, test } from 'vitest';
import { askAt, ownBatch } from './support/own-rollouts.ts';
import { PolicyServer } from './support/policy-server.ts';
import { batchOf, createBatch } from './support/rollouts.ts';
import { call, create, finish, setUp, startOn } from './support/surroundings.ts';

test('as many calls are under way as the server takes, every query is accepted, and the build says so', async () => {
  const [capacity, queries] = [4, 48];
  await using around = await setUp();
  const crowd = new Crowd(capacity, 200);
  around.model.crowd = crowd;
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries,
    concurrency: 32,
    review: { after: ['synthesize-queries'] },
  });
  await expect
    .poll(async () => (await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}`)).body, { interval: 100 })
    .toMatchObject({ state: 'paused' });
  const { body: build } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}`);
  const whole = crowd.report();
  expect(build).toMatchObject({
    funnel: { queries: { requested: queries, accepted: queries } },
    concurrency: { limit: 32, throttled: whole.refused },
  });
  const { width } = (build as { concurrency: { width: number } }).concurrency;
  expect([width >= capacity / 2, width <= capacity + 2, whole.refused > 0]).toEqual([true, true, true]);
  expect(whole.refused).toBeLessThan(32 + 16 + whole.served * 0.1);
  // Once it has settled.
  expect(crowd.report(12).meanInside).toBeGreaterThan(capacity * 0.7);
});

test('builds share the lane of runs: too many at once make it narrower for all, down to one', async () => {
  await using around = await setUp({ uses: () => ({ modelCalls: 1, throttledCalls: 3 }) });
  around.runtime.ending.closeAfter(0);
  await using pipeline = await startOn(around);
  const concurrency = 32;
  // The width halves once for all runs that it let begin: these are enough for 32, 16, 8, 4, 2 and 1 of them.
  const one = await create(pipeline.httpUrl, { queries: 64, concurrency });
  await expect.poll(() => around.runtime.inFlight()).toBe(32);
  around.runtime.ending.open();
  const first = await finish(pipeline.httpUrl, one.id);
  expect(first).toMatchObject({
    state: 'completed',
    concurrency: { limit: 32, width: 1, throttled: 192 },
    usage: { runs: { throttledCalls: 192 } },
  });
  around.runtime.mostInFlight = 0;
  around.runtime.script.uses = undefined;
  const second = await finish(
    pipeline.httpUrl,
    (await create(pipeline.httpUrl, { queries: 40, concurrency, seed: 9 })).id,
  );
  expect(second).toMatchObject({ state: 'completed', funnel: { runs: { completed: 40 } } });
  expect(around.runtime.mostInFlight).toBeLessThan(32);

  // Runs that ask another model have a lane of their own.
  around.runtime.script.entryModel = { name: 'another', provider: 'models.example' };
  around.runtime.ending.closeAfter(0);
  const third = await create(pipeline.httpUrl, { queries: 40, concurrency, seed: 11 });
  await expect.poll(() => around.runtime.inFlight()).toBe(32);
  around.runtime.ending.open();
  expect(await finish(pipeline.httpUrl, third.id)).toMatchObject({ state: 'completed' });
});

test('a run that waits for room in its lane is not asked for again and again', async () => {
  await using around = await setUp({
    ends: ({ key }) =>
      [...around.runtime.runs.keys()][0] === key
        ? { stopReason: 'model_error', code: 'model_overloaded' }
        : undefined,
  });
  // Long enough for the second run to be first in the lane.
  around.environment['RUN_RETRY_DELAY_MS'] = '500';
  // The first run ends and is to be made again; the second one is at work in a lane of one.
  around.runtime.ending.closeAfter(1);
  const lane = createLanes(1).of('', '');
  let tries = 0;
  const counted: Lane = Object.create(lane, {
    tryEnter: {
      value: () => {
        tries += 1;
        return lane.tryEnter();
      },
    },
  });
  await using pipeline = await startOn(around, { runLanes: { of: () => counted } });
  const { id } = await create(pipeline.httpUrl, { queries: 2, concurrency: 4 });
  await around.runtime.ending.blocked;
  const isDue = async () =>
    (
      await around.pool.query(
        sql`select 1 from pipeline.query_runs where build_id = ${id} and run_id is null and not_before < now()`,
      )
    ).rowCount;
  await expect.poll(isDue, { timeout: 10_000 }).toBe(1);
  const before = tries;
  for (let asked = 0; asked < 20; asked += 1) await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}`);
  expect(tries - before).toBeLessThan(10);
  around.runtime.ending.open();
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    funnel: { runs: { completed: 2 }, attempts: 3 },
  });
});

test('limits per minute hold calls back and lose none', async () => {
  await using around = await setUp();
  around.environment['MODEL_RATE_LIMITS'] = JSON.stringify({ 'nex-offline-1': { requestsPerMinute: 200 } });
  await using pipeline = await startOn(around);
  const startedAt = performance.now();
  const { id } = await create(pipeline.httpUrl, { queries: 24 });
  const build = await finish(pipeline.httpUrl, id);
  expect(build).toMatchObject({ state: 'completed', funnel: { queries: { accepted: 24 } } });
  // Twenty in the first six seconds.
  expect(performance.now() - startedAt).toBeGreaterThan(2000);
});

test('limits per minute hold back the calls of trainers’ own agents', async () => {
  await using around = await setUp();
  await using policy = await PolicyServer.start();
  around.environment['MODEL_RATE_LIMITS'] = JSON.stringify({ 'policy-1': { requestsPerMinute: 2 } });
  await using pipeline = await startOn(around);
  const url = pipeline.httpUrl;
  const begin = async (tag: string, model: string) => {
    const inference = { ...batchOf().inference, baseUrl: policy.baseUrl, model };
    return (await createBatch(url, ownBatch(tag, '', { inference, repeatN: 3 }))).rollouts.map(
      ({ rolloutId }) => rolloutId,
    );
  };
  const [first = '', second = '', third = ''] = await begin('limited', 'policy-1');
  const [other = ''] = await begin('free', 'policy-2');
  const body = { messages: [{ role: 'user', content: 'When?' }] };
  for (const id of [first, second, other]) expect((await askAt(url, id, body)).status).toBe(200);
  const gone = new AbortController();
  const held = fetch(`${url}/v1/rollouts/${third}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: gone.signal,
  }).catch(() => undefined);
  await expect
    .poll(async () => (await call(url, 'GET', `/v1/rollouts/${third}`)).body)
    .toMatchObject({ state: 'running' });
  // What has no limit is asked meanwhile.
  expect((await askAt(url, other, body)).status).toBe(200);
  gone.abort();
  await held;
  expect(policy.asked.map(({ model }) => model)).toEqual(['policy-1', 'policy-1', 'policy-2', 'policy-2']);
});
