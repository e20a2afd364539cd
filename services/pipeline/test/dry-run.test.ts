/** A dry run checks and estimates, and touches nothing. */
import { BuildEstimate, NexError } from '@nex/core';
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

const TASK = {
  query: 'When do the beans go out?',
  verifiers: [
    { kind: 'rubric', criteria: [{ text: 'It names a month.' }] },
    { kind: 'final_state', server: 'shed', expect: [{ path: 'a.md', contains: 'May' }] },
  ],
};

const estimate = (url: string, body: object) =>
  call(url, 'POST', '/v1/builds?dryRun=true', { frameworkId: FRAMEWORK_ID, ...body });

/** Every row of the pipeline's schema. */
const rowsIn = async ({ pool }: Surroundings) => {
  const tables = await pool.query<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'pipeline' and tablename <> 'migrations'`,
  );
  const counts = await Promise.all(
    tables.rows.map(({ name }) => pool.query({ text: `select 1 from pipeline.${name}`, values: [] })),
  );
  return counts.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
};

test('without records the documented defaults are used, and nothing is stored or asked', async () => {
  await using around = await setUp();
  around.environment['MODEL_PRICES'] = '{"*": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 4}}';
  await using pipeline = await startOn(around);
  const answer = await estimate(pipeline.httpUrl, {
    queries: 10,
    samples: 2,
    budget: { totalTokens: 1_000_000 },
  });
  expect(answer.status).toBe(200);
  const found = BuildEstimate.parse(answer.body);
  expect(found).toMatchObject({ queries: 10, runs: 20, budget: 'perhaps', warnings: [] });
  expect(found.spec).toMatchObject({ concurrency: 32, seed: 7 });
  expect(found.parts.map(({ part, basis, samples }) => [part, basis, samples])).toEqual([
    ['synthesis', 'default', 0],
    ['runs', 'default', 0],
  ]);
  expect(found.parts[1]?.tokens).toEqual({ low: 160_000, expected: 800_000, high: 4_000_000 });
  expect(found.total.costUsd?.expected).toBeCloseTo((found.total.tokens.expected * 1.6) / 1e6, 6);
  expect(found.models).toBeUndefined();

  const judge = { heads: ['tool_design', 'trace_anomalies'], sampleShare: 0.5 };
  const council = [{ model: 'a' }, { model: 'b' }];
  const judged = await estimate(pipeline.httpUrl, {
    queries: 10,
    samples: 2,
    quality: { judge: { ...judge, council } },
  });
  // Two heads of two models read ten trajectories, in two batches of 4,000 tokens each.
  const { parts } = BuildEstimate.parse(judged.body);
  const tokens = { low: 60_000, expected: 320_000, high: 40 * 16 * 8000 };
  expect(parts[2]).toMatchObject({
    part: 'judging',
    modelCalls: { low: 40, expected: 80, high: 640 },
    tokens,
  });
  expect(parts[2]?.costUsd?.expected).toBeCloseTo((tokens.expected * 1.6) / 1e6, 6);

  expect(await rowsIn(around)).toBe(0);
  expect([around.model.inputs, around.model.probed]).toEqual([[], []]);
  expect([around.runtime.runs.size, around.runtime.bundles]).toEqual([0, 0]);
});

test('no run is thought to use more than its limits, and no reading more batches than it may', async () => {
  await using around = await setUp();
  around.environment['MODEL_PRICES'] = '{"*": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 4}}';
  await using pipeline = await startOn(around);
  const answer = await estimate(pipeline.httpUrl, {
    queries: 10,
    limits: { maxTokens: 20_000, maxCostUsd: 0.01 },
    quality: { judge: { heads: ['tool_design'], maxBatches: 1 } },
    budget: { totalTokens: 900_000 },
  });
  const { parts, budget } = BuildEstimate.parse(answer.body);
  expect(parts[1]).toMatchObject({ part: 'runs', tokens: { low: 80_000, expected: 200_000, high: 200_000 } });
  expect(parts[1]?.costUsd?.high).toBeCloseTo(0.1, 9);
  expect(parts[2]).toMatchObject({ part: 'judging', modelCalls: { low: 10, expected: 10, high: 10 } });
  expect(budget).toBe('enough');
});

test('asked for, each model is asked once whether it answers, and one that does not is warned of', async () => {
  const away = { code: 'model_unreachable', message: 'The model server does not answer.' };
  const agentModels = [
    { name: 'nex-offline-1', provider: '127.0.0.1', agents: ['lead'] },
    { name: 'other', provider: 'models.example', agents: ['clerk', 'scout'], failure: away },
  ];
  await using around = await setUp({ agentModels });
  await using pipeline = await startOn(around);
  const ask = async (body: object) =>
    BuildEstimate.parse(
      (
        await call(pipeline.httpUrl, 'POST', '/v1/builds?dryRun=true&askModels=true', {
          frameworkId: FRAMEWORK_ID,
          ...body,
        })
      ).body,
    );
  const { models, warnings } = await ask({ quality: { judge: {} } });
  expect(models).toEqual([
    {
      name: 'nex-offline-1',
      provider: expect.stringContaining('127.0.0.1') as string,
      askedBy: ['synthesis', 'judging'],
    },
    { name: 'nex-offline-1', provider: '127.0.0.1', askedBy: ['agent lead'] },
    { name: 'other', provider: 'models.example', askedBy: ['agent clerk', 'agent scout'], failure: away },
  ]);
  expect(warnings[0]).toBe(
    'The model other at models.example (agent clerk, agent scout) cannot be used: The model server does not answer. [model_unreachable]',
  );
  expect(around.model.probed).toEqual(['nex-offline-1']);

  await around.model[Symbol.asyncDispose]();
  const [own] = (await ask({})).models ?? [];
  expect(own).toMatchObject({
    askedBy: ['synthesis'],
    failure: { message: 'The model server does not answer.' },
  });
  expect([await rowsIn(around), around.runtime.bundles]).toEqual([0, 0]);
});

test('after a build of the framework its means are used', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  await finish(pipeline.httpUrl, (await create(pipeline.httpUrl, { queries: 4 })).id);
  const found = BuildEstimate.parse(
    (await estimate(pipeline.httpUrl, { queries: 100, budget: { totalTokens: 5000 } })).body,
  );
  expect(found.parts).toEqual([
    {
      part: 'synthesis',
      modelCalls: { low: 100, expected: 100, high: 100 },
      tokens: { low: 12_000, expected: 12_000, high: 12_000 },
      basis: 'this framework',
      samples: 1,
    },
    {
      part: 'runs',
      modelCalls: { low: 200, expected: 200, high: 200 },
      tokens: { low: 1500, expected: 1500, high: 1500 },
      basis: 'this framework',
      samples: 4,
    },
  ]);
  expect(found.budget).toBe('too small');
  expect(found.warnings).toEqual([expect.stringContaining('MODEL_PRICES')]);
});

test('tasks cost no synthesis, rubrics cost calls, and servers that nobody has are warned of', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { body } = await estimate(pipeline.httpUrl, { tasks: [TASK], samples: 3 });
  const { parts, warnings } = BuildEstimate.parse(body);
  expect(parts.map(({ part, modelCalls }) => [part, modelCalls.expected])).toEqual([
    ['runs', 24],
    ['verifying', 3],
  ]);
  expect(warnings[0]).toBe('tasks[0] is about the tool server shed, which no agent of the framework has.');
});

test('state that is not kept and calls that nobody can make are warned of', async () => {
  await using around = await setUp({ stateless: ['diary'] });
  await using pipeline = await startOn(around);
  const called = ['diary__write_entry', 'diary_keeper', 'write_todos', 'complete_task'];
  const task = {
    query: 'Sort the beds.',
    initialState: { diary: { 'diary.md': 'May' } },
    verifiers: [
      { kind: 'calls', required: [...called, 'write_entry'], forbidden: ['diary__wipe', 'write_entry'] },
    ],
  };
  const { warnings } = BuildEstimate.parse((await estimate(pipeline.httpUrl, { tasks: [task] })).body);
  expect(warnings.slice(0, -1)).toEqual([
    'tasks[0] is about the state of the tool server diary, which keeps none in files.',
    'tasks[0] looks for calls of write_entry, which models see as diary__write_entry.',
    'tasks[0] looks for calls of diary__wipe, which no file of the framework names.',
  ]);
});

test('faults for tools that nobody has are warned of', async () => {
  await using around = await setUp();
  const faultsFor = async (...patterns: string[]) => {
    await using pipeline = await startOn(around);
    const faults = patterns.map((tools) => ({ kind: 'latency', tools }));
    const { body } = await estimate(pipeline.httpUrl, { queries: 4, tools: { faults } });
    return BuildEstimate.parse(body).warnings.slice(0, -1);
  };
  const there = [
    '*',
    'diary/*',
    'diary__write_entry',
    'd*y/write_?ntry',
    'write_todos',
    'workspace/write_todos',
  ];
  expect(await faultsFor(...there, 'diray/*', 'diary_keeper', 'write_entry', 'run_shell_command')).toEqual(
    ['diray/*', 'diary_keeper', 'write_entry', 'run_shell_command'].map(
      (pattern, at) =>
        `tools.faults[${there.length + at}] is for calls of ${pattern}, which no file of the framework names.`,
    ),
  );

  const file = around.generator.files.find(({ path }) => path === 'agents/garden_lead.yaml');
  if (!file) throw new Error('the framework has no lead');
  file.content += 'mcp_servers: [{ type: stdio, name: shed, command: shed }]\n';
  expect(await faultsFor('shed/*', 'shed__open', 'shed*', 'barn/*')).toEqual([
    'tools.faults[3] is for calls of barn/*, which no file of the framework names.',
  ]);
});

test('the folder of the run is no tool server that somebody lacks', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const task = {
    query: 'Sort the beds.',
    initialState: { workspace: { 'beds.csv': 'north' } },
    verifiers: [{ kind: 'final_state', server: 'workspace', expect: [{ path: 'beds.csv', exists: true }] }],
  };
  const { warnings } = BuildEstimate.parse((await estimate(pipeline.httpUrl, { tasks: [task] })).body);
  expect(warnings).toEqual([expect.stringContaining('MODEL_PRICES')]);
});

test('calls of synthesis are those that its settings ask for: searching asks no model, repairing addresses may', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const callsWith = async (synthesis: object) =>
    BuildEstimate.parse((await estimate(pipeline.httpUrl, { queries: 10, synthesis })).body).parts[0]
      ?.modelCalls;
  expect(await callsWith({ websearchProb: 1 })).toEqual(await callsWith({}));
  expect(await callsWith({ attempts: 2 })).toEqual({ low: 10, expected: 12, high: 20 });
  expect(await callsWith({ attempts: 2, urlProb: 1 })).toEqual({ low: 10, expected: 12, high: 40 });
});

test('a budget of money needs the prices of judges, too', async () => {
  await using around = await setUp();
  around.environment['MODEL_PRICES'] = JSON.stringify({
    'nex-offline-1': { inputPerMillionUsd: 1, outputPerMillionUsd: 4 },
  });
  await using pipeline = await startOn(around);
  const quality = { judge: { council: [{ model: 'nex-offline-1' }, { model: 'dear' }] } };
  const refusal = {
    status: 400,
    body: {
      code: 'build_invalid',
      where: 'budget.costUsd',
      detail: expect.stringContaining('dear') as string,
    },
  };
  expect(await estimate(pipeline.httpUrl, { quality, budget: { costUsd: 5 } })).toMatchObject(refusal);
  expect((await estimate(pipeline.httpUrl, { quality })).status).toBe(200);

  around.runtime.ending.closeAfter(0);
  const { id } = await create(pipeline.httpUrl, { queries: 1, quality });
  const change = (changes: object) => call(pipeline.httpUrl, 'PATCH', `/v1/builds/${id}`, changes);
  expect(await change({ budget: { costUsd: 5 } })).toMatchObject(refusal);
  expect((await change({ concurrency: 2 })).status).toBe(200);
  around.runtime.ending.open();
  await finish(pipeline.httpUrl, id);
});

test('what could not be built is refused as it would be', async () => {
  await using around = await setUp({
    refusesBundle: new NexError('config_invalid', 'There is no catalogue entry diary.', {
      where: 'agents/a.yaml',
    }),
  });
  await using pipeline = await startOn(around);
  for (const [body, status, code, where] of [
    [{ frameworkId: 'fw_nothing' }, 404, 'not_found', undefined],
    [{ formats: [] }, 400, 'invalid_request', 'formats'],
    [{ budget: { costUsd: 1 } }, 400, 'build_invalid', 'budget.costUsd'],
    [{ budget: {} }, 400, 'invalid_request', 'budget'],
    [{}, 400, 'config_invalid', 'agents/a.yaml'],
  ] as const) {
    const answer = await estimate(pipeline.httpUrl, body);
    expect(answer).toMatchObject({ status, body: { code } });
    if (where) expect(JSON.stringify(answer.body)).toContain(where);
  }
  expect(await rowsIn(around)).toBe(0);
});
