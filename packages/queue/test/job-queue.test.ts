/** The same suite on both backends. */
import { once } from 'node:events';
import type { Metrics } from '@nex/core';
import { createMetrics } from '@nex/telemetry';
import { createTestDatabase } from '@nex/testkit';
import { describe, expect, inject, test } from 'vitest';
import { createJobQueue, inspectRedis, type QueueOptions } from '../src/index.ts';

const redisUrl = inject('redisUrl');
const backends = ['postgres', 'redis'] as const;

describe.each(backends)('%s', (kind) => {
  const open = async (metrics?: Metrics) => {
    const stack = new AsyncDisposableStack();
    const database = stack.use(await createTestDatabase({ services: [] }));
    const options: QueueOptions = {
      databaseUrl: database.url,
      redisUrl: kind === 'redis' ? (redisUrl ?? undefined) : undefined,
      prefix: database.name,
      ...(metrics && { metrics }),
    };
    const queue = stack.use(createJobQueue(options));
    return { queue, options, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  };
  const job = (id: string) => ({ id, payload: { runId: id, traceparent: 't' } });
  const available = kind === 'postgres' || redisUrl !== null;

  test.runIf(available)('a job reaches a worker once, however often it is added', async () => {
    await using opened = await open();
    const { queue } = opened;
    expect(queue.backend).toBe(kind);
    await queue.add('run.execute', [job('a'), job('a'), job('b')]);
    await queue.add('run.execute', [job('b')]);
    expect(await queue.depth('run.execute')).toBe(2);
    const seen: string[] = [];
    const both = Promise.withResolvers<void>();
    await using _worker = await queue.work({
      job: 'run.execute',
      handle: (payload) => {
        seen.push(payload.runId);
        if (seen.length === 2) both.resolve();
        return Promise.resolve();
      },
    });
    await both.promise;
    expect(seen.sort()).toEqual(['a', 'b']);
  });

  test.runIf(available)(
    'the lowest priority is next, among equals the first, and before all of them none',
    async () => {
      await using opened = await open();
      const { queue } = opened;
      const added = [
        job('z'),
        { ...job('d'), priority: 9 },
        { ...job('b'), priority: 2 },
        { ...job('c'), priority: 2 },
      ];
      for (const one of added) await queue.add('run.execute', [one]);
      await queue.add('run.execute', [{ ...job('a'), priority: 1 }]);
      expect(await queue.depth('run.execute')).toBe(5);
      const seen: string[] = [];
      const all = Promise.withResolvers<void>();
      await using _worker = await queue.work({
        job: 'run.execute',
        concurrency: 1,
        handle: ({ runId }) => {
          seen.push(runId);
          if (seen.length === 5) all.resolve();
          return Promise.resolve();
        },
      });
      await all.promise;
      expect(seen).toEqual(['z', 'a', 'b', 'c', 'd']);
    },
  );

  test.runIf(available)('the id of a finished job may come again', async () => {
    await using opened = await open();
    const { queue } = opened;
    let next = Promise.withResolvers<void>();
    await using _worker = await queue.work({
      job: 'run.execute',
      handle: () => {
        next.resolve();
        return Promise.resolve();
      },
    });
    await queue.add('run.execute', [job('a')]);
    await next.promise;
    while ((await queue.depth('run.execute')) > 0) await new Promise(setImmediate);
    next = Promise.withResolvers();
    await queue.add('run.execute', [job('a')]);
    await next.promise;
    expect(await queue.depth('run.execute')).toBeLessThanOrEqual(1);
  });

  test.runIf(available)('a handler that throws is tried again, and says so', async () => {
    await using opened = await open();
    const { queue } = opened;
    const failures: unknown[] = [];
    const done = Promise.withResolvers<number>();
    await using _worker = await queue.work({
      job: 'run.execute',
      onFailure: (thrown) => failures.push(thrown),
      handle: (_payload, { attempt }) => {
        if (attempt === 1) throw new Error('first');
        done.resolve(attempt);
        return Promise.resolve();
      },
    });
    await queue.add('run.execute', [job('a')]);
    expect(await done.promise).toBe(2);
    expect(failures).toHaveLength(1);
  });

  test.runIf(available)('closing a worker aborts what it runs, and another takes it up', async () => {
    await using opened = await open();
    const { queue } = opened;
    const begun = Promise.withResolvers<void>();
    const first = await queue.work({
      job: 'run.execute',
      handle: async (_payload, { signal }) => {
        begun.resolve();
        await once(signal, 'abort');
        signal.throwIfAborted();
      },
    });
    await queue.add('run.execute', [job('a')]);
    await begun.promise;
    await first[Symbol.asyncDispose]();
    const again = Promise.withResolvers<string>();
    await using _second = await queue.work({
      job: 'run.execute',
      handle: (payload) => {
        again.resolve(payload.runId);
        return Promise.resolve();
      },
    });
    expect(await again.promise).toBe('a');
  });

  test.runIf(available)('the state and the metrics tell what waits, since when, and who works', async () => {
    await using metrics = await createMetrics({ serviceName: 'x', node: false });
    await using opened = await open(metrics);
    const { queue } = opened;
    await queue.add('run.execute', [job('a'), job('b')]);
    const before = await queue.state('run.execute');
    expect(before).toMatchObject({ waiting: 2, active: 0, workers: 0 });
    const atWork = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    await using _worker = await queue.work({
      job: 'run.execute',
      concurrency: 1,
      handle: async () => {
        atWork.resolve();
        await goOn.promise;
      },
    });
    await atWork.promise;
    const state = await queue.state('run.execute');
    expect(state).toMatchObject({ waiting: 1, active: 1, workers: 1 });
    expect(state.oldestWaitMs).toBeGreaterThan(0);
    const text = await metrics.text();
    const of = 'queue="run.execute"';
    for (const line of [
      `nex_queue_depth{${of},state="waiting",service_name="x"} 1`,
      `nex_queue_depth{${of},state="active",service_name="x"} 1`,
      `nex_queue_worker_slots{${of},service_name="x"} 1`,
      `nex_queue_jobs_in_flight{${of},service_name="x"} 1`,
      `nex_queue_wait_seconds_count{${of},service_name="x"} 1`,
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    goOn.resolve();
    await expect
      .poll(() => metrics.text())
      .toContain(`nex_queue_job_duration_seconds_count{${of},outcome="ok",service_name="x"} 2`);
  });
});

test.runIf(redisUrl !== null)('Redis says what decides whether jobs are safe in it', async () => {
  const facts = await inspectRedis(redisUrl ?? '');
  expect(facts.version).toMatch(/^\d+\.\d+/);
  expect(facts.maxmemoryPolicy).toMatch(/\w/);
  expect(facts.latencyMs).toBeGreaterThan(0);
  await expect(inspectRedis('redis://:a-secret@127.0.0.1:9')).rejects.toMatchObject({ code: 'unavailable' });
});
