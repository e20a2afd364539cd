/** Wishes that cross each other: to pause, to go on, to cancel. The last one counts. */
import type { CreateBuild } from '@nex/core';
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { type BuildEvents, createBuildEvents } from '../src/events.ts';
import { call, create, finish, type Surroundings, setUp, startOn, until } from './support/surroundings.ts';

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

interface AtWork extends AsyncDisposable {
  around: Surroundings;
  id: string;
  /** Of another pipeline than the one that has the build. */
  url: string;
  soon(): Promise<void>;
}

/** A build at the end of so many runs, whose worker goes blind `soon`; what is wished comes by another pipeline. */
async function atWork(runs: number, spec: Partial<CreateBuild>): Promise<AtWork> {
  await using starting = new AsyncDisposableStack();
  const around = starting.use(await setUp());
  around.runtime.ending.closeAfter(runs);
  const { events, soon } = blindEvents();
  const worker = starting.use(await startOn(around, { events }));
  const { id } = await create(worker.httpUrl, spec);
  await around.runtime.ending.blocked;
  // Only now, so that the other one has the build.
  const { httpUrl: url } = starting.use(await startOn(around));
  const owned = starting.move();
  return { around, id, url, soon, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('a build that is told to go on while it comes to a stop goes on', async () => {
  await using work = await atWork(3, { concurrency: 4 });
  const { around, id, url } = work;
  expect(await steer(url, id, 'pause')).toMatchObject({ status: 200 });
  await work.soon();
  expect(await steer(url, id, 'resume')).toMatchObject({ status: 200, body: { state: 'running' } });
  around.runtime.ending.open();
  expect(await until(url, id, 'paused', 'completed')).toMatchObject({
    state: 'completed',
    funnel: { runs: { completed: 12 } },
  });
  expect(around.runtime.runs.size).toBe(12);
});

test('a build that is told to be cancelled while it comes to a stop is cancelled', async () => {
  await using work = await atWork(3, { concurrency: 4 });
  const { around, id, url } = work;
  await steer(url, id, 'pause');
  await work.soon();
  expect(await steer(url, id, 'cancel')).toMatchObject({ status: 200 });
  around.runtime.ending.open();
  expect(await until(url, id, 'paused', 'cancelled')).toMatchObject({ state: 'cancelled' });
});

test('a wish to pause that came too late for a build is none for what is done with it later', async () => {
  await using work = await atWork(1, { queries: 3 });
  const { around, id, url } = work;
  await work.soon();
  expect(await steer(url, id, 'pause')).toMatchObject({ status: 200 });
  around.runtime.ending.open();
  expect(await finish(url, id)).toMatchObject({ state: 'completed' });
  await call(url, 'POST', `/v1/builds/${id}/exports`, { formats: [{ exporter: 'hermes' }] });
  expect(await until(url, id, 'paused', 'completed')).toMatchObject({
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
