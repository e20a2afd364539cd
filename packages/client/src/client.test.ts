import { NexError } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import {
  type Answer,
  agent,
  build,
  cassette,
  dataSet,
  dataSetDiff,
  fakeServer,
  framework,
  json,
  permission,
  problem,
  replay,
  run,
  stream,
} from './fake-server.fixture.ts';

function clientOf(answers: Answer[], attempts = 3) {
  const server = fakeServer(answers);
  const client = createClient({
    baseUrl: 'http://gateway.test/',
    apiKey: 'key',
    fetch: server.fetch,
    retry: { attempts, baseMs: 0, maxMs: 0 },
  });
  return { client, asked: server.asked, left: answers };
}

async function failure(promise: Promise<unknown>): Promise<NexError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(NexError);
  return thrown as NexError;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const review = {
  buildId: 'build_1',
  waiting: true,
  open: true,
  items: [],
  decided: { accepted: 0, rejected: 0 },
};

describe('every route', () => {
  const page = { items: [], nextCursor: null };
  const verdicts = {
    runId: 'run_1',
    buildId: 'build_1',
    queryId: 'query_1',
    queryIndex: 0,
    sampleIndex: 0,
    kept: true,
    reason: '',
    against: [],
    checks: [],
    verifiers: [],
    contamination: [],
    judge: [],
    duplicates: [],
  };
  const secret = { name: 'crm', createdAt: '', updatedAt: '', updatedBy: 'anonymous' };
  const bundle = { digest: 'sha256:0', files: [{ path: 'framework.yaml', content: 'type: framework' }] };
  type Client = ReturnType<typeof createClient>;
  const routes: [string, (client: Client) => Promise<unknown>, unknown][] = [
    ['POST /v1/frameworks', (c) => c.frameworks.create({ sentence: 'A team.' }), framework()],
    ['GET /v1/frameworks?limit=2&cursor=x', (c) => c.frameworks.list({ limit: 2, cursor: 'x' }), page],
    ['GET /v1/frameworks/fw_1', (c) => c.frameworks.get('fw_1'), framework()],
    ['GET /v1/frameworks/a%2Fb', (c) => c.frameworks.get('a/b'), framework()],
    ['GET /v1/frameworks/fw_1/files', (c) => c.frameworks.files('fw_1'), bundle],
    ['POST /v1/frameworks/fw_1/cancel', (c) => c.frameworks.cancel('fw_1'), framework()],
    ['POST /v1/lint', (c) => c.lint(bundle.files), { findings: [], ok: true }],
    ['GET /v1/catalogue', (c) => c.catalogue(), { digest: 'sha256:0', servers: [] }],
    ['GET /v1/cassettes?limit=2', (c) => c.cassettes.list({ limit: 2 }), page],
    ['GET /v1/cassettes/a', (c) => c.cassettes.get('a'), cassette()],
    ['PUT /v1/cassettes/a/file', (c) => c.cassettes.import('a', new Blob(['{}'])), cassette()],
    ['PUT /v1/bundles', (c) => c.putBundle(bundle.files), { digest: 'sha256:0', agents: ['lead'] }],
    ['POST /v1/runs', (c) => c.runs.create({ frameworkDigest: 'sha256:0', input: 'Go.' }), run()],
    ['GET /v1/runs?state=failed', (c) => c.runs.list({ state: 'failed' }), page],
    ['GET /v1/runs/run_1', (c) => c.runs.get('run_1'), run()],
    ['POST /v1/runs/run_1/cancel', (c) => c.runs.cancel('run_1'), run()],
    ['POST /v1/runs/run_1/replay', (c) => c.runs.replay('run_1'), replay()],
    ['POST /v1/runs/run_1/messages', (c) => c.runs.addMessage('run_1', { input: 'And?' }), run()],
    [
      'POST /v1/runs/run_2/permissions/call%201',
      (c) => c.runs.decidePermission({ runId: 'run_2', callId: 'call 1' }, { decision: 'allow' }),
      permission(),
    ],
    [
      'PUT /v1/tokenizers/sha256%3A0',
      (c) => c.builds.putTokenizer('sha256:0', new Uint8Array([1])),
      { digest: 'sha256:0', bytes: 1 },
    ],
    ['PUT /v1/agents/helper', (c) => c.agents.put('helper', { frameworkDigest: 'sha256:0' }), agent()],
    ['GET /v1/agents?limit=2', (c) => c.agents.list({ limit: 2 }), page],
    ['GET /v1/agents/helper', (c) => c.agents.get('helper'), agent()],
    ['GET /v1/secrets?limit=2', (c) => c.secrets.list({ limit: 2 }), page],
    ['PUT /v1/secrets/crm', (c) => c.secrets.put('crm', { value: 'a value' }), secret],
    ['POST /v1/builds', (c) => c.builds.create({ frameworkId: 'fw_1' }), build()],
    ['POST /v1/builds/build_1/resume', (c) => c.builds.resume('build_1'), build()],
    ['GET /v1/builds/build_1/review', (c) => c.builds.review('build_1'), review],
    [
      'POST /v1/builds/build_1/review/decisions',
      (c) => c.builds.decideReview('build_1', { by: 'Ada', items: [{ id: 'run_1', decision: 'accept' }] }),
      review,
    ],
    ['GET /v1/builds', (c) => c.builds.list(), page],
    ['GET /v1/builds/build_1', (c) => c.builds.get('build_1'), build()],
    ['POST /v1/builds/build_1/cancel', (c) => c.builds.cancel('build_1'), build()],
    [
      'GET /v1/builds/build_1/trajectories?limit=2&reason=loop&verdict=drop',
      (c) => c.builds.trajectories('build_1', { limit: 2, reason: 'loop', verdict: 'drop' }),
      page,
    ],
    ['GET /v1/trajectories/run_1/verdicts', (c) => c.trajectories.verdicts('run_1'), verdicts],
    [
      'POST /v1/benchmark-files',
      (c) => c.benchmarkFiles.send({ text: 'A task.' }),
      { digest: 'sha256:0', format: 'text', bytes: 7, lines: 1, words: 2 },
    ],
    [
      'POST /v1/builds/build_1/rescore',
      (c) => c.builds.rescore('build_1', { dryRun: true }),
      { buildId: 'build_1', dryRun: true, checks: [], verifiers: [], started: false },
    ],
    ['POST /v1/builds/build_1/exports', (c) => c.builds.exportAgain('build_1', { split: null }), build()],
    ['GET /v1/data-sets?limit=2', (c) => c.dataSets.list({ limit: 2 }), page],
    ['GET /v1/data-sets/ds_1', (c) => c.dataSets.get('ds_1'), dataSet()],
    [
      'GET /v1/data-sets/ds_1/diff?from=1&to=2',
      (c) => c.dataSets.diff('ds_1', { from: 1, to: 2 }),
      dataSetDiff(),
    ],
    ['GET /v1/data-sets/ds_1/rows?version=1', (c) => c.dataSets.rows('ds_1', { version: 1 }), page],
    [
      'GET /v1/data-sets/ds_1/rows/sha256%3A0%2Frun_1?format=hermes',
      (c) => c.dataSets.row('ds_1', 'sha256:0/run_1', 'hermes'),
      { format: { exporter: 'hermes', view: 'root', earlierLeaves: true }, rows: [] },
    ],
    ['GET /v1/builds/build_1/files', (c) => c.builds.files('build_1'), { files: [] }],
    ['GET /readyz', (c) => c.ready(), { status: 'ok' }],
  ];

  test.each(routes)('%s', async (route, call, answer) => {
    const { client, asked } = clientOf([json(answer)]);
    expect(await call(client)).toEqual(answer);
    expect(`${asked[0]?.method} ${asked[0]?.path}`).toBe(route);
    expect(asked[0]?.headers.authorization).toBe('Bearer key');
  });

  test.each(routes)('%s: an answer of another form is an error that says where', async (route, call) => {
    const { client } = clientOf([json({ nonsense: true })]);
    const error = await failure(call(client));
    expect(error.code).toBe('internal');
    expect(error.where).toContain(route.split('?')[0]);
  });
});

test('the decisions of a run are a list', async () => {
  const { client, asked } = clientOf([json({ items: [permission()] })]);
  expect(await client.runs.permissions('run_1')).toEqual([permission()]);
  expect(asked[0]).toMatchObject({ method: 'GET', path: '/v1/runs/run_1/permissions' });
});

test('a decision and a message are sent as they are given', async () => {
  const { client, asked } = clientOf([json(permission()), json(run())]);
  const answer = { decision: 'deny', reason: 'Not now.' } as const;
  await client.runs.decidePermission(permission(), answer);
  await client.runs.addMessage('run_1', { input: 'And?' });
  expect(asked.map((one) => one.body)).toEqual([answer, { input: 'And?' }]);
});

test('a name is taken from an agent', async () => {
  const { client, asked } = clientOf([new Response(null, { status: 204 })]);
  await client.agents.remove('a/b');
  expect(asked[0]).toMatchObject({ method: 'DELETE', path: '/v1/agents/a%2Fb' });
});

test('a cassette comes and goes as a file, and is deleted', async () => {
  const answers = [new Response('{}\n'), json(cassette()), new Response(null, { status: 204 })];
  const { client, asked } = clientOf(answers);
  expect(await new Response(await client.cassettes.export('a')).text()).toBe('{}\n');
  await client.cassettes.import('a', new Blob(['{}\n']));
  await client.cassettes.remove('a');
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/cassettes/a/file',
    'PUT /v1/cassettes/a/file',
    'DELETE /v1/cassettes/a',
  ]);
  expect(asked[1]?.headers['content-type']).toBe('application/x-ndjson');
});

describe('trying again', () => {
  const passing: [string, () => Answer][] = [
    ['no answer', () => new TypeError('fetch failed')],
    ['502', () => problem(502, 'unavailable', 'no peer')],
    ['503', () => problem(503, 'unavailable', 'not yet')],
    ['504', () => problem(504, 'timeout', 'too slow')],
  ];

  test.each(passing)('a GET is repeated after %s', async (_, answer) => {
    const { client, asked } = clientOf([answer(), answer(), json(framework())]);
    expect((await client.frameworks.get('fw_1')).id).toBe('fw_1');
    expect(asked).toHaveLength(3);
  });

  test.each(passing)('a POST with a key is repeated after %s, with the same key', async (_, answer) => {
    const { client, asked } = clientOf([answer(), json(framework())]);
    await client.frameworks.create({ sentence: 'A team.' });
    expect(asked).toHaveLength(2);
    expect(asked[0]?.headers['idempotency-key']).toMatch(/./);
    expect(asked[1]?.headers['idempotency-key']).toBe(asked[0]?.headers['idempotency-key']);
  });

  test.each(passing)('a POST without a key is made once: %s', async (_, answer) => {
    const { client, asked } = clientOf([answer()]);
    await failure(client.builds.cancel('build_1'));
    expect(asked).toHaveLength(1);
  });

  test('a run keeps its key over tries, in the body', async () => {
    const { client, asked } = clientOf([problem(503, 'unavailable', 'not yet'), json(run())]);
    await client.runs.create({ frameworkDigest: 'sha256:0', input: 'Go.' });
    expect(asked[1]?.body).toEqual(asked[0]?.body);
    expect(asked[0]?.body).toHaveProperty('idempotencyKey');
  });

  test('it ends when the tries are used up, with the last error', async () => {
    const { client, asked } = clientOf([new TypeError('a'), new TypeError('b'), new TypeError('c')]);
    const error = await failure(client.frameworks.get('fw_1'));
    expect(error.code).toBe('unavailable');
    expect(error.where).toBe('http://gateway.test');
    expect(error.hint).toContain('nex up');
    expect(asked).toHaveLength(3);
  });
});

describe('errors', () => {
  test('a problem keeps its code, message and hint', async () => {
    const { client, asked } = clientOf([
      problem(400, 'sentence_empty', 'The sentence is empty.', 'Write one.'),
    ]);
    const error = await failure(client.frameworks.create({ sentence: '' }));
    expect(error.toFailure()).toEqual({
      code: 'sentence_empty',
      message: 'The sentence is empty.',
      hint: 'Write one.',
    });
    expect(asked).toHaveLength(1);
  });

  test.each([
    [401, 'unauthenticated'],
    [404, 'not_found'],
    [409, 'conflict'],
    [418, 'invalid_request'],
    [500, 'internal'],
  ])('a bare %i becomes %s', async (status, code) => {
    const { client } = clientOf([new Response('<html>', { status })]);
    expect((await failure(client.frameworks.get('fw_1'))).code).toBe(code);
  });

  test('an aborted call is cancelled', async () => {
    const { client } = clientOf([]);
    const error = await failure(client.frameworks.get('fw_1', { signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
  });
});

describe('events', () => {
  const event = (id: number, type: string, runId = 'run_1') => ({
    id: String(id),
    event: type,
    data: { type, runId, timestamp: id, data: {} },
  });

  test('a broken stream goes on after the last event that was seen', async () => {
    const { client, asked, left } = clientOf([
      stream([event(1, 'RUN_STARTED'), event(2, 'TOOL_CALL_START')], true),
      new TypeError('fetch failed'),
      stream([event(3, 'RUN_FINISHED', 'run_child')], true),
      stream([event(4, 'RUN_FINISHED')]),
    ]);
    const seen = await all(client.runs.events('run_1'));
    expect(seen.map((item) => item.id)).toEqual(['1', '2', '3', '4']);
    expect(asked.map((item) => item.headers['last-event-id'])).toEqual([undefined, '2', '2', '3']);
    expect(left).toEqual([]);
  });

  test('a stream that is closed early ends when the run is over', async () => {
    const { client } = clientOf([
      stream([event(1, 'RUN_STARTED')]),
      json(run({ state: 'cancelled', stopReason: 'cancelled' })),
    ]);
    expect(await all(client.runs.events('run_1'))).toHaveLength(1);
  });

  test('it starts after the given event', async () => {
    const { client, asked } = clientOf([stream([event(8, 'RUN_ERROR')])]);
    await all(client.runs.events('run_1', { lastEventId: '7' }));
    expect(asked[0]?.headers['last-event-id']).toBe('7');
  });

  test('snapshots end with one of a terminal state, also when only a GET tells', async () => {
    const { client } = clientOf([
      stream([{ id: '1', event: 'framework', data: framework() }]),
      json(framework({ state: 'ready', digest: 'sha256:1' })),
    ]);
    const states = (await all(client.frameworks.events('fw_1'))).map((item) => item.state);
    expect(states).toEqual(['running', 'ready']);
  });

  test('a build that fails ends the stream', async () => {
    const failed = build({ state: 'failed', failure: { code: 'shortfall', message: 'Too few.' } });
    const { client } = clientOf([stream([{ id: '1', event: 'build', data: failed }])]);
    expect(await all(client.builds.events('build_1'))).toEqual([failed]);
  });

  test('a refusal is not repeated', async () => {
    const { client, asked } = clientOf([problem(404, 'not_found', 'No such run.')]);
    expect((await failure(all(client.runs.events('run_x')))).code).toBe('not_found');
    expect(asked).toHaveLength(1);
  });

  test('it gives up after as many fruitless tries as the policy allows', async () => {
    const { client, asked } = clientOf([new TypeError('a'), new TypeError('b'), new TypeError('c')]);
    expect((await failure(all(client.builds.events('build_1')))).code).toBe('unavailable');
    expect(asked).toHaveLength(3);
  });

  test('an abort ends it as cancelled', async () => {
    const control = new AbortController();
    const { client } = clientOf([stream([{ id: '1', event: 'build', data: build() }], true)]);
    const reading = (async () => {
      for await (const _ of client.builds.events('build_1', { signal: control.signal })) control.abort();
    })();
    expect((await failure(reading)).code).toBe('cancelled');
  });
});

test('a file comes as bytes, each part of its path escaped', async () => {
  const { client, asked } = clientOf([new Response('row\n')]);
  const body = await client.builds.file('build_1', 'sft/open ai.jsonl');
  expect(await new Response(body).text()).toBe('row\n');
  expect(asked[0]?.path).toBe('/v1/builds/build_1/files/sft/open%20ai.jsonl');
});
