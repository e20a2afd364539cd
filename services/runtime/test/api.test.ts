import type { Problem, Run } from '@nex/core';
import { sql } from '@nex/postgres';
import { RunState } from '@nex/rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALC_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { collect, finished, followAll } from './support/follow.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
let digest: string;

beforeAll(async () => {
  model = await startModelServer(() => ({ text: 'Done.' }));
  runtime = await startTestRuntime({ modelUrl: model.url });
  const stored = await runtime.put('/v1/bundles', { files: CALC_BUNDLE });
  expect(stored.status).toBe(200);
  digest = ((await stored.json()) as { digest: string }).digest;
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

const agent = (text: string) => [{ path: 'agent.yaml', content: text }];
const count = async (table: 'runs' | 'bundles') => {
  const { rows } = await runtime.context.pool.query<{ n: string }>(
    table === 'runs'
      ? sql`select count(*) as n from runtime.runs`
      : sql`select count(*) as n from runtime.bundles`,
  );
  return Number(rows[0]?.n);
};

describe('bundles', () => {
  test('stored twice are the same', async () => {
    const before = await count('bundles');
    const again = await runtime.put('/v1/bundles', { files: CALC_BUNDLE });
    expect(await again.json()).toEqual({ digest, agents: ['calculator'] });
    expect(await count('bundles')).toBe(before);
  });

  test('that name several agents without an entry need one named', async () => {
    const two = [...TEAM_BUNDLE, { path: 'other.yaml', content: CALC_BUNDLE[0]?.content ?? '' }];
    const response = await runtime.post('/v1/runs', { files: two, input: 'x' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_request', where: 'agent' });
  });
});

describe('bad input gets one clear error and leaves nothing', () => {
  const table: { name: string; send: () => Promise<Response>; status: number; problem: Partial<Problem> }[] =
    [
      {
        name: 'an unknown digest',
        send: () => runtime.post('/v1/runs', { frameworkDigest: 'sha256:00', input: 'x' }),
        status: 404,
        problem: {
          code: 'not_found',
          where: 'frameworkDigest',
          hint: expect.stringContaining('PUT /v1/bundles'),
        },
      },
      {
        name: 'neither digest nor files',
        send: () => runtime.post('/v1/runs', { input: 'x' }),
        status: 400,
        problem: { code: 'invalid_request' },
      },
      {
        name: 'an unknown field',
        send: () => runtime.post('/v1/runs', { frameworkDigest: digest, input: 'x', sead: 1 }),
        status: 400,
        problem: { code: 'invalid_request', detail: expect.stringContaining('sead') },
      },
      {
        name: 'an empty input',
        send: () => runtime.post('/v1/runs', { frameworkDigest: digest, input: '' }),
        status: 400,
        problem: { code: 'invalid_request', where: 'body.input' },
      },
      {
        name: 'a limit that is none',
        send: () =>
          runtime.post('/v1/runs', { frameworkDigest: digest, input: 'x', limits: { timeoutMs: 0 } }),
        status: 400,
        problem: { code: 'invalid_request', where: 'body.limits.timeoutMs' },
      },
      {
        name: 'an agent that the bundle has not',
        send: () => runtime.post('/v1/runs', { frameworkDigest: digest, input: 'x', agent: 'other.yaml' }),
        status: 404,
        problem: { code: 'not_found', where: 'agent', hint: expect.stringContaining('agent.yaml') },
      },
      {
        name: 'an unknown key in an agent file',
        send: () =>
          runtime.put('/v1/bundles', {
            files: agent('type: agent\nname: a\nllm_config: {}\nsytem_prompt: x\n'),
          }),
        status: 400,
        problem: {
          code: 'config_invalid',
          where: 'agent.yaml: sytem_prompt',
          hint: expect.stringContaining('system_prompt'),
        },
      },
      {
        name: 'a server that the catalogue has not',
        send: () =>
          runtime.put('/v1/bundles', {
            files: agent(
              'type: agent\nname: a\nllm_config: {}\nmcp_servers:\n  - { type: catalogue, name: clac }\n',
            ),
          }),
        status: 400,
        problem: {
          code: 'config_invalid',
          where: expect.stringContaining('agent.yaml'),
          hint: expect.stringContaining('calc'),
        },
      },
      {
        name: 'a bundle without an agent',
        send: () => runtime.put('/v1/bundles', { files: [{ path: 'a.txt', content: 'x' }] }),
        status: 400,
        problem: { code: 'bundle_invalid' },
      },
      {
        name: 'a path out of the bundle',
        send: () => runtime.put('/v1/bundles', { files: [{ path: '../a.yaml', content: 'x' }] }),
        status: 400,
        problem: { code: 'invalid_request' },
      },
      {
        name: 'a body that is no JSON',
        send: () =>
          fetch(`${runtime.url}/v1/runs`, {
            method: 'POST',
            body: '{',
            headers: { 'content-type': 'application/json' },
          }),
        status: 400,
        problem: { code: 'invalid_request' },
      },
      {
        name: 'an unknown run',
        send: () => runtime.get('/v1/runs/run_x'),
        status: 404,
        problem: { code: 'not_found', where: 'id' },
      },
      {
        name: 'the events of an unknown run',
        send: () => runtime.get('/v1/runs/run_x/events'),
        status: 404,
        problem: { code: 'not_found' },
      },
      {
        name: 'the trajectory of an unknown run',
        send: () => runtime.get('/v1/runs/run_x/trajectory'),
        status: 404,
        problem: { code: 'not_found' },
      },
      {
        name: 'cancelling an unknown run',
        send: () => runtime.post('/v1/runs/run_x/cancel'),
        status: 404,
        problem: { code: 'not_found' },
      },
      {
        name: 'a page of no size',
        send: () => runtime.get('/v1/runs?limit=0'),
        status: 400,
        problem: { code: 'invalid_request' },
      },
    ];

  test.each(table)('$name', async ({ send, status, problem }) => {
    const before = [await count('runs'), await count('bundles')];
    const response = await send();
    const body = (await response.json()) as Problem;
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status, ...problem });
    expect(response.status).toBe(status);
    expect([await count('runs'), await count('bundles')]).toEqual(before);
  });
});

describe('creating runs', () => {
  test('with the same key gives the same run, by body and by header', async () => {
    const body = { frameworkDigest: digest, input: 'x', idempotencyKey: 'one' };
    const [a, b] = await Promise.all([runtime.post('/v1/runs', body), runtime.post('/v1/runs', body)]);
    const first = (await a?.json()) as Run;
    expect(await b?.json()).toMatchObject({ id: first.id });
    const { idempotencyKey, ...rest } = body;
    const c = await runtime.post('/v1/runs', rest, { 'idempotency-key': idempotencyKey });
    expect(await c.json()).toMatchObject({ id: first.id });
    await finished(runtime.url, first.id);
    expect(await (await runtime.post('/v1/runs', body)).json()).toMatchObject({
      id: first.id,
      state: 'completed',
    });
  });

  test('over gRPC keeps the order, knows keys within one call, and all are watched to their end', async () => {
    const spec = (key: string) => ({ frameworkDigest: digest, input: key, seed: 1, idempotencyKey: key });
    const { runs } = await runtime.rpc.createRuns({ runs: ['a', 'b', 'a', 'c'].map(spec) });
    expect(runs.map((run) => run.input)).toEqual(['a', 'b', 'a', 'c']);
    expect(runs[0]?.id).toBe(runs[2]?.id);
    const ids = runs.map((run) => run.id);
    const ended = (await collect(runtime.rpc.watchRuns({ ids }))).map(({ run }) => run);
    expect(ended).toHaveLength(3);
    expect(new Set(ended.map((run) => run?.id))).toEqual(new Set(ids));
    for (const run of ended) expect(run).toMatchObject({ state: RunState.COMPLETED, stopReason: 'answered' });
    // Those that are terminal already come at once.
    expect(await collect(runtime.rpc.watchRuns({ ids }))).toHaveLength(3);
  });

  test('over gRPC refuses all when one is wrong', async () => {
    const before = await count('runs');
    const runs = [
      { frameworkDigest: digest, input: 'x', seed: 1 },
      { frameworkDigest: digest, input: '', seed: 1 },
    ];
    await expect(runtime.rpc.createRuns({ runs })).rejects.toMatchObject({
      code: 'invalid_request',
      where: 'runs.1.input',
    });
    expect(await count('runs')).toBe(before);
  });
});

describe('reading runs', () => {
  test('lists them newest first, page by page', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const response = await runtime.get(`/v1/runs?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = (await response.json()) as { items: Run[]; nextCursor: string | null };
      seen.push(...page.items.map((run) => run.id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen).toHaveLength(await count('runs'));
    const none = await runtime.get('/v1/runs?state=failed');
    expect(await none.json()).toEqual({ items: [], nextCursor: null });
  });

  test('gives the same events and trajectory over gRPC as over REST', async () => {
    const created = (await (
      await runtime.post('/v1/runs', { frameworkDigest: digest, input: 'x' })
    ).json()) as Run;
    const rest = await followAll(runtime.url, created.id);
    const grpc = await collect(runtime.rpc.streamRunEvents({ id: created.id, afterSequence: 0n }));
    expect(grpc.map((event) => [Number(event.sequence), event.type, JSON.parse(event.dataJson)])).toEqual(
      rest.map(({ id, event }) => [id, event.type, event.data]),
    );
    const { trajectoryJson } = await runtime.rpc.getTrajectory({ runId: created.id });
    const response = await runtime.get(`/v1/runs/${created.id}/trajectory`);
    expect(JSON.parse(trajectoryJson)).toEqual(await response.json());
  });

  test('answers for its health and its contract', async () => {
    expect((await runtime.get('/healthz')).status).toBe(200);
    expect((await runtime.get('/readyz')).status).toBe(200);
    const document = (await (await runtime.get('/openapi.json')).json()) as { paths: object };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/bundles', '/v1/runs', '/v1/runs/{id}/trajectory']),
    );
  });
});
