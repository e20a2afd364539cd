/** Runs that end by a fault: made again when it may pass, counted by how they ended. */
import type { Code, QueryRecord, StopReason } from '@nex/core';
import { sql } from '@nex/postgres';
import { eventually, runNex } from '@nex/testkit';
import { expect, test } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { call, create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

type End = { stopReason: StopReason; code: Code };
const OVERLOADED: End = { stopReason: 'model_error', code: 'model_overloaded' };

const attemptsOf = async ({ pool }: Surroundings, id: string) =>
  (
    await pool.query<{ index: number; attempt: number; outcome: string; code: string | null }>(
      sql`select q.index, a.attempt, a.outcome, a.failure->>'code' as code
        from pipeline.run_attempts a join pipeline.queries q on q.id = a.query_id
        where a.build_id = ${id} order by 1, 2`,
    )
  ).rows.map(({ index, attempt, outcome, code }) => [index, attempt, outcome, code]);

/** The number of the try at the sample, from its key. */
const tryOf = (key: string) => Number(key.split('/')[3] ?? 1);

test('a fault that may pass is tried again, at most so often; every attempt is a row and is paid for', async () => {
  await using around = await setUp({
    ends: ({ key }) => {
      const order = [...around.runtime.runs.keys()].map((known) => known.split('/')[1]);
      const query = [...new Set(order)].indexOf(key.split('/')[1]);
      if (query === 0) return tryOf(key) < 3 ? OVERLOADED : undefined;
      if (query === 1) return { stopReason: 'error', code: 'tool_unavailable' };
      if (query === 2) return { stopReason: 'max_iterations', code: 'budget_exhausted' };
      return undefined;
    },
  });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 5, concurrency: 1 });
  const build = await finish(pipeline.httpUrl, id);
  expect(await attemptsOf(around, id)).toEqual([
    [0, 1, 'model_fault', 'model_overloaded'],
    [0, 2, 'model_fault', 'model_overloaded'],
    [0, 3, 'completed', null],
    [1, 1, 'tool_fault', 'tool_unavailable'],
    [1, 2, 'tool_fault', 'tool_unavailable'],
    [1, 3, 'tool_fault', 'tool_unavailable'],
    [2, 1, 'budget', 'budget_exhausted'],
    [3, 1, 'completed', null],
    [4, 1, 'completed', null],
  ]);
  expect(build.funnel).toMatchObject({
    runs: { total: 5, completed: 3, failed: 2, cancelled: 0 },
    attempts: 9,
    outcomes: { completed: 3, tool_fault: 1, budget: 1 },
    dropReasons: { run_tool_fault: 1, run_budget: 1 },
  });
  expect(build.usage.runs.modelCalls).toBe(18);

  const list = async (more: string) => {
    const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/queries?limit=2${more}`);
    return (body as { items: QueryRecord[] }).items;
  };
  expect((await list('')).map((query) => 'runs' in query)).toEqual([false, false]);
  const [first, second] = await list('&runs=true');
  const usage = expect.objectContaining({ modelCalls: 2 });
  const ended = { sampleIndex: 0, runId: expect.any(String), usage, finishedAt: expect.any(String) };
  const overloaded = { outcome: 'model_fault', failure: { code: 'model_overloaded' } };
  expect(first?.runs).toMatchObject([
    { ...ended, attempt: 1, state: 'failed', stopReason: 'model_error', ...overloaded },
    { ...ended, attempt: 2, state: 'failed', stopReason: 'model_error', ...overloaded },
    { ...ended, attempt: 3, state: 'completed', stopReason: 'answered', outcome: 'completed' },
  ]);
  expect(new Set(first?.runs?.map(({ runId }) => runId)).size).toBe(3);
  expect(second?.runs?.map(({ outcome }) => outcome)).toEqual(Array(3).fill('tool_fault'));

  const shown = await runNex(pipeline.httpUrl, ['builds', 'queries', id, '--runs', '--limit', '1']);
  expect(shown.exitCode, shown.err).toBe(0);
  expect(shown.out).toMatch(/model_fault +model_overloaded +sample 0, attempt 1: run_/);
  expect(shown.out).toMatch(/completed +sample 0, attempt 3: run_/);
});

test('an attempt under way is listed as such, and queries that wait for one have none', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(0);
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 2, concurrency: 1 });
  await around.runtime.ending.blocked;
  const runId = expect.any(String);
  await eventually(async () => {
    const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/queries?runs=true`);
    const runs = (body as { items: QueryRecord[] }).items.map((query) => query.runs);
    const dispatchedAt = expect.any(String);
    expect(runs).toEqual([[{ sampleIndex: 0, attempt: 1, state: 'running', runId, dispatchedAt }], []]);
  });
  around.runtime.ending.open();
  await finish(pipeline.httpUrl, id);
});

test('the words of a failure are left out where a policy redacts', async () => {
  await using around = await setUp({ ends: () => OVERLOADED });
  await using pipeline = await startOn(around);
  const rules = [{ kind: 'email', action: 'mask' }] as const;
  const redaction = { id: 'mail', version: 1, rules: [...rules] };
  const { id } = await create(pipeline.httpUrl, { queries: 1, retries: 0, redaction });
  await finish(pipeline.httpUrl, id);
  const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/queries?runs=true`);
  const [query] = (body as { items: QueryRecord[] }).items;
  const failure = { code: 'model_overloaded', message: expect.stringContaining('left out') as string };
  expect(query?.runs).toMatchObject([{ attempt: 1, outcome: 'model_fault', failure }]);
  expect(query).not.toHaveProperty('text');
});

test('without retries the first attempt counts', async () => {
  await using around = await setUp({ ends: () => OVERLOADED });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 2, retries: 0 });
  const { funnel } = await finish(pipeline.httpUrl, id);
  expect(funnel).toMatchObject({ attempts: 2, outcomes: { model_fault: 2 }, kept: 0 });
});

test('a pipeline that is killed between two attempts makes no third one of them', async () => {
  await using around = await setUp({ ends: ({ key }) => (tryOf(key) === 1 ? OVERLOADED : undefined) });
  // Four first attempts end; every later one waits.
  around.runtime.ending.closeAfter(4);
  await using first = await spawnPipeline(around.environment);
  const { id } = await create(first.httpUrl, { queries: 4, concurrency: 4 });
  await around.runtime.ending.blocked;
  await first.kill();
  around.runtime.ending.open();
  await using second = await startOn(around);
  const build = await finish(second.httpUrl, id);
  expect(build).toMatchObject({ state: 'completed', funnel: { attempts: 8, outcomes: { completed: 4 } } });
  expect(around.runtime.runs.size).toBe(8);
});
