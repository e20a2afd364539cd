/**
 * Two tenants that choose the same keys and names never meet: what one has is not there for the other, by any route or
 * method that names it.
 */
import type { Activity, Run } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALC_BUNDLE, MEMORY_BUNDLE } from './support/bundles.ts';
import { collect, finished } from './support/follow.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
/** A finished run of the tenant "one". */
let run: Run;

const as = (tenant: string) => {
  return async <T = unknown>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${runtime.url}${path}`, {
      method,
      headers: {
        'nex-tenant': tenant,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
  };
};
const one = as('one');
const two = as('two');

beforeAll(async () => {
  model = await startModelServer(({ messages }) => ({ text: JSON.stringify(messages.at(-1)?.content) }));
  runtime = await startTestRuntime({ modelUrl: model.url });
  const body = { files: CALC_BUNDLE, input: 'of one', idempotencyKey: 'the-key' };
  run = (await one<Run>('POST', '/v1/runs', body)).body;
  const events = await fetch(`${runtime.url}/v1/runs/${run.id}/events`, { headers: { 'nex-tenant': 'one' } });
  expect(await events.text()).toContain('RUN_FINISHED');
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

describe('what callers choose', () => {
  test('a key of one is new to the other', async () => {
    const other = await two<Run>('POST', '/v1/runs', {
      files: CALC_BUNDLE,
      input: 'of two',
      idempotencyKey: 'the-key',
    });
    expect(other.status).toBe(202);
    expect(other.body.id).not.toBe(run.id);
    const again = await one<Run>('POST', '/v1/runs', {
      files: CALC_BUNDLE,
      input: 'of one',
      idempotencyKey: 'the-key',
    });
    expect(again.body.id).toBe(run.id);
  });

  test('a name of an agent means another agent to the other', async () => {
    expect((await one('PUT', '/v1/agents/helper', { files: CALC_BUNDLE })).status).toBe(200);
    expect((await two('GET', '/v1/agents/helper')).status).toBe(404);
    const asked = { model: 'helper', messages: [{ role: 'user', content: 'Hello' }] };
    expect((await two('POST', '/v1/chat/completions', asked)).status).toBe(404);
    expect((await two('PUT', '/v1/agents/helper', { files: MEMORY_BUNDLE })).status).toBe(200);
    expect((await one('GET', '/v1/agents/helper')).body).toMatchObject({ description: 'Calculates.' });
    expect((await two('DELETE', '/v1/agents/helper')).status).toBe(204);
    expect((await one('GET', '/v1/models')).body).toMatchObject({ data: [{ id: 'helper' }] });
    expect((await two('GET', '/v1/models')).body).toMatchObject({ data: [] });
  });

  test('a bundle is of those who stored it', async () => {
    const body = { frameworkDigest: run.frameworkDigest, input: 'x' };
    const digestOf = { files: [...CALC_BUNDLE, { path: 'note.md', content: 'One’s own.' }] };
    const { body: stored } = await one<{ digest: string }>('PUT', '/v1/bundles', digestOf);
    expect((await two('POST', '/v1/runs', { ...body, frameworkDigest: stored.digest })).status).toBe(404);
    expect((await two('PUT', '/v1/bundles', digestOf)).body).toEqual({ ...stored });
    expect((await two('POST', '/v1/runs', { ...body, frameworkDigest: stored.digest })).status).toBe(202);
  });

  test('a conversation goes on for its own tenant only', async () => {
    expect((await two('POST', '/v1/runs', { continuesRunId: run.id, input: 'x' })).status).toBe(404);
    expect((await one('POST', '/v1/runs', { continuesRunId: run.id, input: 'x' })).status).toBe(202);
  });

  test.each(['-', 'a b', 'ü', 'x'.repeat(65)])('%j is no name of a tenant', async (tenant) => {
    const answer = await fetch(`${runtime.url}/v1/runs`, { headers: { 'nex-tenant': tenant } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_request', where: 'nex-tenant' });
  });
});

test('lists hold what is one’s own', async () => {
  const ids = async (list: typeof one) =>
    (await list<{ items: Run[] }>('GET', '/v1/runs?limit=100')).body.items.map((item) => item.id);
  const mine = await ids(one);
  const others = await ids(two);
  expect(mine).toContain(run.id);
  expect(others.length).toBeGreaterThan(0);
  expect(mine.filter((id) => others.includes(id))).toEqual([]);
  expect(await ids(as('default'))).toEqual([]);
});

test('every route with the id of a run or a team answers 404 to the other', async () => {
  const { paths } = (await one<{ paths: Record<string, object> }>('GET', '/openapi.json')).body;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    /^\/v1\/(runs|teams)\/\{id\}/.test(path) ? Object.keys(methods).map((method) => [method, path]) : [],
  );
  expect(routes.length).toBeGreaterThan(12);
  const bodies: Record<string, unknown> = {
    'post /v1/runs/{id}/messages': { input: 'x' },
    'post /v1/runs/{id}/permissions/{callId}': { decision: 'allow' },
    'post /v1/teams/{id}/messages': { input: 'x' },
    'post /v1/teams/{id}/tasks': { title: 'x' },
    'patch /v1/teams/{id}/tasks/{taskId}': { status: 'completed' },
  };
  for (const [method = '', path = ''] of routes) {
    const url = path.replace('{id}', run.id).replace('{taskId}', 'T-001').replace('{callId}', 'c');
    const answer = await two(method.toUpperCase(), url, bodies[`${method} ${path}`]);
    expect(answer, `${method} ${path}`).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(JSON.stringify(answer.body), `${method} ${path}`).toMatch(/There is no (run|team) /);
  }
});

test('and so does every method over gRPC', async () => {
  const { rpc } = runtime;
  const other = { metadata: { 'nex-tenant': 'two' } };
  const { id } = run;
  const missing = expect.objectContaining({ code: 'not_found' });
  await expect(rpc.getRun({ id }, other)).rejects.toEqual(missing);
  await expect(rpc.cancelRun({ id }, other)).rejects.toEqual(missing);
  await expect(rpc.getTrajectory({ runId: id }, other)).rejects.toEqual(missing);
  await expect(rpc.addMessage({ runId: id, input: 'x' }, other)).rejects.toEqual(missing);
  await expect(rpc.listPermissions({ runId: id }, other)).rejects.toEqual(missing);
  await expect(rpc.decidePermission({ runId: id, callId: 'c', decision: 1 }, other)).rejects.toEqual(missing);
  await expect(collect(rpc.watchRuns({ ids: [id] }, other))).rejects.toEqual(missing);
  await expect(collect(rpc.streamRunEvents({ id }, other))).rejects.toEqual(missing);
  await expect(rpc.createRuns({ runs: [{ continuesRunId: id, input: 'x' }] }, other)).rejects.toEqual(
    missing,
  );
  const { digest } = await rpc.putBundle({ files: MEMORY_BUNDLE }, other);
  const { runs } = await rpc.createRuns({ runs: [{ frameworkDigest: digest, input: 'x' }] }, other);
  expect((await one('GET', `/v1/runs/${runs[0]?.id}`)).status).toBe(404);
  expect((await two('GET', `/v1/runs/${runs[0]?.id}`)).status).toBe(200);
});

test('without a tenant it is the one that is meant by default', async () => {
  const created = await runtime.post('/v1/runs', { files: CALC_BUNDLE, input: 'x' });
  const { id } = (await created.json()) as Run;
  expect(await finished(runtime.url, id)).toMatchObject({ state: 'completed' });
  expect((await as('default')('GET', `/v1/runs/${id}`)).status).toBe(200);
  expect((await one('GET', `/v1/runs/${id}`)).status).toBe(404);
});

describe('activity', () => {
  test('counts the runs and tokens of its own, bucket by bucket up to now', async () => {
    const { status, body } = await one<Activity>('GET', '/v1/activity');
    expect(status).toBe(200);
    const { items } = (await one<{ items: Run[] }>('GET', '/v1/runs?limit=200')).body;
    expect(body.states.completed).toBe(items.filter(({ state }) => state === 'completed').length);
    expect(body.buckets.length).toBeGreaterThanOrEqual(24);
    const sum = (pick: (bucket: Activity['buckets'][number]) => number) =>
      body.buckets.reduce((total, bucket) => total + pick(bucket), 0);
    expect(sum(({ runs }) => runs)).toBe(items.length);
    expect(sum(({ completed }) => completed)).toBe(body.states.completed);
    const used = (pick: (usage: Run['usage']) => number) =>
      items.reduce((total, one) => total + pick(one.usage), 0);
    expect(sum(({ inputTokens }) => inputTokens)).toBe(used(({ inputTokens }) => inputTokens));
    expect(sum(({ outputTokens }) => outputTokens)).toBe(used(({ outputTokens }) => outputTokens));
    expect((await as('three')<Activity>('GET', '/v1/activity')).body.states.completed).toBe(0);
  });

  test.each([
    ['1h', 60],
    ['7d', 168],
    ['30d', 30],
  ])('a span of %s has its buckets without gaps', async (span, least) => {
    const { body } = await one<Activity>('GET', `/v1/activity?span=${span}`);
    const times = body.buckets.map(({ at }) => Date.parse(at));
    expect(times.length).toBeGreaterThanOrEqual(least);
    expect(new Set(times.slice(1).map((at, place) => at - (times[place] ?? 0))).size).toBe(1);
  });

  test('another span is refused', async () => {
    expect((await one('GET', '/v1/activity?span=9y')).status).toBe(400);
  });
});
