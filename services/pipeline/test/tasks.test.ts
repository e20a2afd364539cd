/** Queries of the user's: what their runs begin with, what verifiers find, what is kept. */
import type { CreateBuild } from '@nex/core';
import { sql } from '@nex/postgres';
import { VERIFIERS } from '@nex/quality';
import { expect, test } from 'vitest';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, create, finish, setUp, startOn } from './support/surroundings.ts';

const CALLS = { kind: 'calls' as const, required: ['write_entry'] };

const SPEC = {
  frameworkId: FRAMEWORK_ID,
  samples: 3,
  tasks: [
    {
      query: 'Write down when the beans go out.',
      initialState: { memory: { 'memory.jsonl': '{"name":"beans"}' } },
      verifiers: [
        CALLS,
        {
          kind: 'final_state',
          server: 'memory',
          expect: [{ path: 'memory.jsonl', json: { pointer: '/name', equals: 'beans' } }],
        },
      ],
      group: 'beans',
    },
    {
      query: 'How many bulbs do I need for this bed?',
      verifiers: [
        { kind: 'answer_values', values: [{ number: 12 }] },
        { kind: 'script', language: 'shell', code: 'test -s trajectory.json && grep -q bulbs task.json' },
      ],
      difficulty: 'easy',
    },
    { query: 'What may stand beside the roses?', difficulty: 'hard' },
  ],
} satisfies CreateBuild;

const answer = ({ order, input }: { order: number; input: string }) =>
  `Answer ${order}. ${input.includes('bulbs') && order % 2 === 0 ? 'Take 12 bulbs.' : 'It depends.'}`;

test('tasks skip synthesis; rewards, evidence and measured difficulties are rows', async () => {
  await using around = await setUp({ answer });
  around.environment['VERIFIER_SANDBOX'] = 'plain';
  await using pipeline = await startOn(around);
  const build = await finish(
    pipeline.httpUrl,
    (await create(pipeline.httpUrl, { ...SPEC, queries: undefined })).id,
  );
  expect(build.failure).toBeUndefined();
  expect(around.model.inputs).toHaveLength(0);
  expect(build.funnel.queries).toEqual({ requested: 3, accepted: 3, rejected: 0 });
  expect(build.funnel.verified?.broken).toBe(0);
  const { passed = 0, failed = 0 } = build.funnel.verified ?? {};
  expect(passed + failed).toBe(6);
  expect(build.funnel.dropReasons['verifier_not_passed'] ?? 0).toBe(failed);
  expect(build.stages.find(({ name }) => name === 'verify')).toMatchObject({ done: 6, total: 6 });
  const { rows } = await around.pool.query(
    sql`select q.index, m.samples, m.pass_rate, m.low <= m.pass_rate and m.pass_rate <= m.high as inside
      from pipeline.query_measures m join pipeline.queries q on q.id = m.query_id
      where m.build_id = ${build.id} order by q.index`,
  );
  expect(rows).toEqual([
    { index: 0, samples: 3, pass_rate: 1, inside: true },
    { index: 1, samples: 3, pass_rate: (passed - 3) / 3, inside: true },
  ]);
  const evidence = await around.pool.query(
    sql`select distinct kind, version, reward is not null and jsonb_array_length(evidence) > 0 as shown
      from pipeline.verifications where build_id = ${build.id} order by kind`,
  );
  expect(evidence.rows).toEqual(
    ['answer_values', 'calls', 'final_state', 'script'].map((kind) => ({
      kind,
      version: VERIFIERS[kind as keyof typeof VERIFIERS].version,
      shown: true,
    })),
  );
  const runs = [...around.runtime.runs.values()];
  const began = runs.filter(({ initialState }) => initialState !== '');
  expect(began.map(({ captured }) => captured)).toEqual([['memory'], ['memory'], ['memory']]);
});

test('cassette and faults of a build go to each of its runs, in full', async () => {
  await using around = await setUp({ answer });
  around.environment['VERIFIER_SANDBOX'] = 'plain';
  await using pipeline = await startOn(around);
  around.runtime.cassettes.add('garden');
  const cassette = { name: 'garden', mode: 'strict' as const };
  const tools = { cassette, faults: [{ kind: 'outage' as const, calls: 3 }] };
  await finish(pipeline.httpUrl, (await create(pipeline.httpUrl, { ...SPEC, queries: undefined, tools })).id);
  const told = new Set([...around.runtime.runs.values()].map((run) => run.tools));
  const defaults = { tools: '*', probability: 0.1, perRun: 1, latencyMs: 2000 };
  expect([...told].map((text) => JSON.parse(text) as unknown)).toEqual([
    { cassette, faults: [{ ...defaults, kind: 'outage', calls: 3 }] },
  ]);
});

test('a run that something else stopped says nothing of how hard its query is', async () => {
  await using around = await setUp({
    answer: () => 'Take 12 bulbs.',
    ends: ({ key }) =>
      key.endsWith('/0')
        ? undefined
        : key.endsWith('/1')
          ? { stopReason: 'error', code: 'config_invalid' }
          : { stopReason: 'timeout', code: 'timeout' },
  });
  await using pipeline = await startOn(around);
  const verifiers = [{ kind: 'answer_values' as const, values: [{ text: 'bulbs' }] }];
  const { id } = await create(pipeline.httpUrl, {
    queries: undefined,
    samples: 3,
    tasks: [{ query: 'How many bulbs do I need?', verifiers }],
  });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.funnel.outcomes).toEqual({ completed: 1, crash: 1, timeout: 1 });
  expect(build.model?.name).toBe('nex-offline-1');
  const { rows } = await around.pool.query(
    sql`select samples, pass_rate from pipeline.query_measures where build_id = ${id}`,
  );
  expect(rows).toEqual([{ samples: 2, pass_rate: 1 }]);
});

test('a cassette that is to be played and is not there is refused, also by a dry run', async () => {
  await using around = await setUp({ answer });
  await using pipeline = await startOn(around);
  const { httpUrl: url } = pipeline;
  const ask = (path: string, mode: string) =>
    call(url, 'POST', path, { frameworkId: SPEC.frameworkId, tools: { cassette: { name: 'garden', mode } } });
  const missing = {
    code: 'not_found',
    where: 'tools.cassette.name',
    hint: expect.stringContaining('record'),
  };
  for (const path of ['/v1/builds?dryRun=true', '/v1/builds'])
    expect(await ask(path, 'strict')).toMatchObject({ status: 404, body: missing });
  expect((await call(url, 'GET', '/v1/builds')).body).toMatchObject({ items: [] });
  for (const mode of ['record', 'fallback'])
    expect(await ask('/v1/builds?dryRun=true', mode)).toMatchObject({ status: 200 });
});

test('a rubric that is asked again has cost what it cost before, too', async () => {
  await using around = await setUp({ answer: () => 'Take 12 bulbs.' });
  await using pipeline = await startOn(around);
  let isUseless = true;
  const judged = { criterion: 1, met: false, message: '', quote: '', note: 'no' };
  around.model.others['rubric'] = () => (isUseless ? {} : { criteria: [judged] });
  const verifiers = [{ kind: 'rubric' as const, criteria: [{ text: 'It names a month.' }] }];
  const { id } = await create(pipeline.httpUrl, {
    queries: undefined,
    tasks: [{ query: 'How many bulbs do I need?', verifiers }],
  });
  const before = await finish(pipeline.httpUrl, id);
  expect(before.funnel.verified?.broken).toBe(1);
  expect(before.usage.verifying).toMatchObject({ modelCalls: 2, inputTokens: 200 });
  isUseless = false;
  await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/rescore`, {});
  const after = await finish(pipeline.httpUrl, id);
  expect(after.funnel.verified).toMatchObject({ broken: 0, failed: 1 });
  expect(after.usage.verifying).toMatchObject({ modelCalls: 3, inputTokens: 300 });
});

test('runs that do not pass are kept when that is asked for', async () => {
  await using around = await setUp({ answer });
  around.environment['VERIFIER_SANDBOX'] = 'plain';
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { ...SPEC, queries: undefined, keepVerified: 'all' });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.funnel.dropReasons['verifier_not_passed']).toBeUndefined();
});

test.each([
  [{ queries: 5 }, 'queries'],
  [{ tasks: [{ query: 'The same.' }, { query: 'the  same.' }] }, 'tasks[1].query'],
  [{ tasks: [{ query: ' \n' }] }, 'tasks[0].query'],
  [
    {
      tasks: [
        { query: 'One.' },
        { query: 'Two.', verifiers: [CALLS, { kind: 'answer_values', values: [{ matches: '(?<=a)b' }] }] },
      ],
    },
    'tasks[1].verifiers[1].values[0].matches',
  ],
])('%j is refused', async (more, where) => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const body = { ...SPEC, ...more };
  const { status, body: problem } = await call(pipeline.httpUrl, 'POST', '/v1/builds', body);
  expect([status, problem]).toMatchObject([400, { code: 'build_invalid', where }]);
});
