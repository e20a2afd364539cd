/** Wishes that cross each other: to pause, to go on, to cancel. The last one counts. */
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { type BuildEvents, createBuildEvents } from '../src/events.ts';
import { call, create, finish, setUp, startOn, until } from './support/surroundings.ts';

const steer = (url: string, id: string, verb: 'pause' | 'resume' | 'cancel') =>
  call(url, 'POST', `/v1/builds/${id}/${verb}`);

/** A worker with these sees no wish any more once it is blind. */
function blindEvents() {
  const inner = createBuildEvents();
  const blind = Promise.withResolvers<void>();
  let looks = Number.POSITIVE_INFINITY;
  const events: BuildEvents = {
    changed: inner.changed,
    async next(id, atMostMs, signal) {
      if (looks > 0) looks -= 1;
      if (looks > 0) return inner.next(id, atMostMs, signal);
      blind.resolve();
      return inner.next('', 2 ** 31 - 1, signal);
    },
  };
  return {
    events,
    /** Resolves when it has looked some times more. */
    soon: () => {
      looks = 6;
      return blind.promise;
    },
  };
}

test('a build that is told to go on while it comes to a stop goes on', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(3);
  const { events, soon } = blindEvents();
  await using worker = await startOn(around, { events });
  const { id } = await create(worker.httpUrl, { concurrency: 4 });
  await around.runtime.ending.blocked;
  // Only now, so that the other one has the build.
  await using other = await startOn(around);
  expect(await steer(worker.httpUrl, id, 'pause')).toMatchObject({ status: 200 });
  await soon();
  expect(await steer(other.httpUrl, id, 'resume')).toMatchObject({ status: 200, body: { state: 'running' } });
  around.runtime.ending.open();
  expect(await until(other.httpUrl, id, 'paused', 'completed')).toMatchObject({
    state: 'completed',
    funnel: { runs: { completed: 12 } },
  });
  expect(around.runtime.runs.size).toBe(12);
});

test('a build that is told to be cancelled while it comes to a stop is cancelled', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(3);
  const { events, soon } = blindEvents();
  await using worker = await startOn(around, { events });
  const { id } = await create(worker.httpUrl, { concurrency: 4 });
  await around.runtime.ending.blocked;
  await using other = await startOn(around);
  await steer(worker.httpUrl, id, 'pause');
  await soon();
  expect(await steer(other.httpUrl, id, 'cancel')).toMatchObject({ status: 200 });
  around.runtime.ending.open();
  expect(await until(other.httpUrl, id, 'paused', 'cancelled')).toMatchObject({ state: 'cancelled' });
});

test('a wish to pause that came too late for a build is none for what is done with it later', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(1);
  const { events, soon } = blindEvents();
  await using worker = await startOn(around, { events });
  const { id } = await create(worker.httpUrl, { queries: 3 });
  await around.runtime.ending.blocked;
  await using pipeline = await startOn(around);
  await soon();
  expect(await steer(pipeline.httpUrl, id, 'pause')).toMatchObject({ status: 200 });
  around.runtime.ending.open();
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({ state: 'completed' });
  const formats = [{ exporter: 'hermes' }];
  await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/exports`, { formats });
  expect(await until(pipeline.httpUrl, id, 'paused', 'completed')).toMatchObject({
    state: 'completed',
    dataSet: { version: 2 },
  });
});

test('a paused build can be cancelled; then it waits for nobody, and is not paused in between', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 3, review: { after: ['synthesize-queries'] } });
  await until(pipeline.httpUrl, id, 'paused');
  // As it is between the answer to the caller and the worker.
  await around.pool.query(
    sql`update pipeline.builds set state = 'queued', cancel_requested = true where id = ${id}`,
  );
  expect(await steer(pipeline.httpUrl, id, 'pause')).toMatchObject({
    status: 409,
    body: { code: 'conflict', detail: expect.stringContaining('being cancelled') },
  });
  await around.pool.query(
    sql`update pipeline.builds set state = 'paused', cancel_requested = false where id = ${id}`,
  );
  await steer(pipeline.httpUrl, id, 'cancel');
  const build = await finish(pipeline.httpUrl, id);
  expect(build.state).toBe('cancelled');
  expect(build.paused).toBeUndefined();
  const review = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/review`);
  expect(review.body).toMatchObject({ waiting: false, open: false });
});
