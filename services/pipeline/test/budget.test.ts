/** Budgets of whole builds, pausing and going on. */
import { Build } from '@nex/core';
import { sql } from '@nex/postgres';
import { BuildState, createRpcClient, PipelineService } from '@nex/rpc';
import { describe, expect, test } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { FRAMEWORK_ID } from './support/framework.ts';
import { defaultQuery } from './support/model-server.ts';
import { call, create, finish, setUp, startOn, until } from './support/surroundings.ts';

/** Twelve queries cost 12 × 120 tokens with the test's model. */
const QUERIES = 12 * 120;
const heavy = { uses: () => ({ inputTokens: 900, outputTokens: 100 }) };

describe('a budget of tokens', () => {
  test('pauses the build before it is exceeded; raised, the build goes on and ends', async () => {
    await using around = await setUp(heavy);
    await using pipeline = await startOn(around);
    const { id } = await create(pipeline.httpUrl, {
      concurrency: 4,
      budget: { totalTokens: QUERIES + 6500 },
    });
    const paused = await until(pipeline.httpUrl, id, 'paused');
    expect(paused.paused).toMatchObject({ reason: 'budget', stage: 'run-agents' });
    expect(paused.spending?.reserved).toEqual({ tokens: 0, costUsd: 0 });
    expect(paused.stages[1]).toMatchObject({ state: 'queued', done: 6, total: 12 });
    expect(paused.stages[1]?.ratePerMinute).toBeGreaterThan(0);
    expect(paused.stages[1]).not.toHaveProperty('etaMs');
    // After five runs less than one and a half of their mean is left for the sixth.
    expect(paused.spending?.spent.tokens).toBe(QUERIES + 6000);
    expect(around.runtime.runs.size).toBe(6);
    for (const { limits } of around.runtime.runs.values()) expect(limits.maxTokens).toBeLessThanOrEqual(6500);

    const raised = await call(pipeline.httpUrl, 'PATCH', `/v1/builds/${id}`, {
      budget: { totalTokens: 100_000 },
    });
    expect(raised).toMatchObject({
      status: 200,
      body: { state: 'paused', spec: { budget: { totalTokens: 100_000 } } },
    });
    await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/resume`);
    const build = await finish(pipeline.httpUrl, id);
    expect(build).toMatchObject({
      state: 'completed',
      funnel: { outcomes: { completed: 12 }, attempts: 12 },
    });
    expect(build.paused).toBeUndefined();
  });

  test('goes on to the later stages with what is there when that is asked for', async () => {
    await using around = await setUp(heavy);
    await using pipeline = await startOn(around);
    const { id } = await create(pipeline.httpUrl, {
      concurrency: 4,
      budget: { totalTokens: QUERIES + 6500, onBudget: 'finish' },
    });
    const build = await finish(pipeline.httpUrl, id);
    expect(build).toMatchObject({
      state: 'completed',
      funnel: {
        runs: { total: 12, completed: 6, cancelled: 6 },
        outcomes: { completed: 6, budget: 6 },
        kept: 6,
        dropReasons: { run_budget: 6 },
      },
      dataSet: { rows: 6 },
    });
  });

  test('ends with what the judge has read, when nothing is left for the rest', async () => {
    await using around = await setUp({ answer: ({ order }) => `Bed ${'ABCDEF'[order]} is the first.` });
    around.model.others['judge_failure_analysis'] = () => ({ summary: '', findings: [] });
    await using pipeline = await startOn(around);
    const build = await finish(
      pipeline.httpUrl,
      (
        await create(pipeline.httpUrl, {
          queries: undefined,
          samples: 6,
          tasks: [{ query: 'When do the beans go out?' }],
          // Six runs of 15 tokens, and two and a half answers of a judge.
          limits: { maxTokens: 20 },
          budget: { totalTokens: 6 * 15 + 300, onBudget: 'finish' },
          quality: { judge: { heads: ['failure_analysis'], concurrency: 1 } },
        })
      ).id,
    );
    expect(build).toMatchObject({ state: 'completed', usage: { judging: { modelCalls: 2 } } });
    expect(build.funnel).toMatchObject({ outcomes: { completed: 6 }, flagReasons: { judge_broken: 4 } });
  });

  test('counts the making of queries, and what was under way when it was used up', async () => {
    await using around = await setUp();
    await using pipeline = await startOn(around);
    const { id } = await create(pipeline.httpUrl, { concurrency: 4, budget: { totalTokens: 1000 } });
    const paused = await until(pipeline.httpUrl, id, 'paused');
    expect(paused.paused).toMatchObject({ reason: 'budget', stage: 'synthesize-queries' });
    // Less than one and a half calls of 120 tokens are left.
    expect(paused.spending?.spent.tokens).toBe(840);
    const { rows } = await around.pool.query(
      sql`select count(*)::int as calls from pipeline.synthesis_calls where build_id = ${id}`,
    );
    expect(rows).toEqual([{ calls: around.model.inputs.length }]);
  });

  test('counts every slot once: with a query, given up, or not made', async () => {
    await using around = await setUp();
    around.model.query = (input) =>
      input.nonce < 3 ? 'Please plan a bed of beans with a path around it for me.' : defaultQuery(input);
    await using pipeline = await startOn(around);
    const { id } = await create(pipeline.httpUrl, {
      queries: 20,
      concurrency: 1,
      synthesis: { attempts: 1 },
      budget: { totalTokens: 1000, onBudget: 'finish' },
    });
    const { funnel } = await finish(pipeline.httpUrl, id);
    const { accepted, rejected, shortfall } = funnel.queries;
    expect(rejected).toBe(2);
    // Each that was given up would have had another to stand in for it.
    expect(shortfall).toEqual({ duplicate: 2, budget: 20 + 2 - accepted - rejected });
  });

  test('holds over a kill: a successor counts what was used and what is at work', async () => {
    await using around = await setUp(heavy);
    around.runtime.ending.closeAfter(2);
    const spec = { concurrency: 4, budget: { totalTokens: QUERIES + 5500 } };
    await using first = await spawnPipeline(around.environment);
    const { id } = await create(first.httpUrl, spec);
    await around.runtime.ending.blocked;
    await first.kill();
    around.runtime.ending.open();
    await using second = await startOn(around);
    const paused = await until(second.httpUrl, id, 'paused');
    expect(paused.spending?.spent.tokens).toBe(QUERIES + 5000);
    expect(around.runtime.runs.size).toBe(5);
  });
});

test('a budget of money needs prices, and limits runs in money', async () => {
  await using around = await setUp({ uses: () => ({ costUsd: 0.1 }) });
  const budget = { costUsd: 0.5 };
  {
    await using pipeline = await startOn(around);
    expect(
      await call(pipeline.httpUrl, 'POST', '/v1/builds', { frameworkId: FRAMEWORK_ID, budget }),
    ).toMatchObject({ status: 400, body: { code: 'build_invalid', where: 'budget.costUsd' } });
  }
  around.environment['MODEL_PRICES'] = '{"*": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 4}}';
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { budget, concurrency: 2 });
  const paused = await until(pipeline.httpUrl, id, 'paused');
  expect(paused.spending?.spent.costUsd).toBeGreaterThan(0.3);
  expect(paused.spending?.spent.costUsd).toBeLessThanOrEqual(0.5);
  for (const { limits } of around.runtime.runs.values()) expect(limits.maxCostUsd).toBeLessThanOrEqual(0.5);
  const { spending, funnel, economy } = paused;
  expect(economy?.perCompletedRun?.costUsd).toBeCloseTo(
    (spending?.spent.costUsd ?? 0) / funnel.runs.completed,
  );

  around.runtime.script.uses = () => ({});
  await call(pipeline.httpUrl, 'PATCH', `/v1/builds/${id}`, { budget: { costUsd: 5 } });
  await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/resume`);
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'failed',
    failure: { code: 'build_invalid', where: 'budget.costUsd' },
    economy: { perAcceptedQuery: { costUsd: economy?.perAcceptedQuery?.costUsd } },
  });
  const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}`);
  expect(Build.parse(body).economy?.perCompletedRun).not.toHaveProperty('costUsd');
});

describe('pausing', () => {
  test('lets runs in flight end, begins none, outlives the process, and goes on', async () => {
    await using around = await setUp();
    around.runtime.ending.closeAfter(3);
    let id: string;
    {
      await using pipeline = await startOn(around);
      ({ id } = await create(pipeline.httpUrl, { concurrency: 4 }));
      await around.runtime.ending.blocked;
      expect(await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/pause`)).toMatchObject({ status: 200 });
      // Seven were begun: three that ended, four that wait at the gate.
      const { rows } = await around.pool.query(
        sql`select pause_requested from pipeline.builds where id = ${id}`,
      );
      expect(rows).toEqual([{ pause_requested: true }]);
      around.runtime.ending.open();
      const paused = await until(pipeline.httpUrl, id, 'paused');
      expect(paused).toMatchObject({ paused: { reason: 'asked', stage: 'run-agents' } });
      expect(paused.funnel.runs.completed).toBe(around.runtime.runs.size);
      expect(around.runtime.runs.size).toBeLessThan(12);
    }
    await using pipeline = await startOn(around);
    const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}`);
    expect(Build.parse(body).state).toBe('paused');
    expect(await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/pause`)).toMatchObject({ status: 200 });
    await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/resume`);
    const build = await finish(pipeline.httpUrl, id);
    expect(build).toMatchObject({ state: 'completed', funnel: { runs: { completed: 12 } } });
    expect(around.runtime.runs.size).toBe(12);
    for (const verb of ['pause', 'resume']) {
      expect(await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/${verb}`)).toMatchObject({ status: 409 });
    }
    expect(await call(pipeline.httpUrl, 'PATCH', `/v1/builds/${id}`, { concurrency: 2 })).toMatchObject({
      status: 409,
    });
  });
});

test('over gRPC a build has all options, pauses, changes and goes on', async () => {
  await using around = await setUp(heavy);
  await using pipeline = await startOn(around);
  await using client = createRpcClient(PipelineService, pipeline.grpcAddress);
  const options = { budget: { totalTokens: 3 * 120 + 1500 }, formats: [{ exporter: 'hermes' }], retries: 1 };
  const spec = { frameworkId: FRAMEWORK_ID, queries: 3, optionsJson: JSON.stringify(options) };
  const { build } = await client.createBuild({ spec });
  const id = build?.id ?? '';
  expect(JSON.parse(build?.spec?.optionsJson ?? '')).toMatchObject({
    budget: { totalTokens: 1860, onBudget: 'pause' },
    formats: [{ exporter: 'hermes' }],
    retries: 1,
  });
  await until(pipeline.httpUrl, id, 'paused');
  expect((await client.getBuild({ id })).build?.state).toBe(BuildState.PAUSED);
  await client.updateBuild({ id, changesJson: '{"budget": {"totalTokens": null}, "concurrency": 2}' });
  await client.resumeBuild({ id });
  const ended = await finish(pipeline.httpUrl, id);
  expect(ended).toMatchObject({ state: 'completed', spec: { concurrency: 2 }, dataSet: { rows: 3 } });
  await expect(client.pauseBuild({ id })).rejects.toMatchObject({ code: 'conflict' });
  await expect(client.updateBuild({ id, changesJson: '{"seed": 4}' })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  for (const [optionsJson, where] of [
    ['{', 'spec.options_json'],
    ['{"queries": 4}', 'spec.options_json.queries'],
    ['{"colour": 4}', 'spec.'],
    ['{"formats": []}', 'spec.formats'],
  ] as const) {
    await expect(client.createBuild({ spec: { ...spec, optionsJson } })).rejects.toMatchObject({
      code: 'invalid_request',
      where,
    });
  }
});
