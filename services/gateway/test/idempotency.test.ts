/** Idempotency keys through the gateway, before a service that counts how often it is asked. */
import { createHttpServer, type HttpServer, listen, sendEvents } from '@nex/http';
import { createPool, maybeOne, type Pool, sql } from '@nex/postgres';
import { createTestDatabase, type TestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { readConfig } from '../src/config.ts';
import { createContext, type RunningGateway, startGateway } from '../src/service.ts';

let database: TestDatabase;
let pool: Pool;
let service: HttpServer;
let gateway: RunningGateway;
const asked: string[] = [];
let arrived = Promise.withResolvers<void>();
let release = Promise.withResolvers<void>();

beforeAll(async () => {
  database = await createTestDatabase({ services: ['gateway'] });
  pool = createPool({ url: database.url });
  service = await createHttpServer({ service: 'all', title: 'All' });
  const count = (url: string) => asked.push(url);
  service.post('/v1/runs', (request, reply) => {
    count(request.url);
    return reply.code(202).header('location', '/v1/runs/x').send({ asked: asked.length, body: request.body });
  });
  service.post('/v1/runs/:id/cancel', (request) => {
    count(request.url);
    return { asked: asked.length };
  });
  service.post('/v1/builds', (request, reply) => {
    count(request.url);
    return reply.code(503).send({ asked: asked.length });
  });
  service.post('/v1/lint', (request) => {
    count(request.url);
    return { text: 'x'.repeat(5 * 1024 * 1024) };
  });
  service.post('/v1/teams', async (request, reply) => {
    count(request.url);
    arrived.resolve();
    await release.promise;
    return reply.send({ asked: asked.length });
  });
  service.post('/v1/chat/completions', (request, reply) => {
    count(request.url);
    return sendEvents(request, reply, async function* () {
      yield { id: 1, event: 'part', data: { asked: asked.length } };
    });
  });
  const url = await listen(service, { host: '127.0.0.1', port: 0 });
  const config = readConfig({
    DATABASE_URL: database.url,
    HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
    RUNTIME_HTTP_URL: url,
    GENERATOR_HTTP_URL: url,
    PIPELINE_HTTP_URL: url,
  });
  gateway = await startGateway(await createContext(config, { pool }));
});

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await service?.close();
  await pool?.[Symbol.asyncDispose]();
  await database?.drop();
});

async function post(path: string, key: string, body?: unknown, signal?: AbortSignal) {
  const answer = await fetch(`${gateway.httpUrl}${path}`, {
    method: 'POST',
    headers: {
      'idempotency-key': key,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
}

test('the same request again gives the same answer, and says so', async () => {
  const before = asked.length;
  const first = await post('/v1/runs', 'same', { input: 'x' });
  const again = await post('/v1/runs', 'same', { input: 'x' });
  expect(asked.length - before).toBe(1);
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([202, null]);
  expect([again.status, again.text]).toEqual([202, first.text]);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.headers.get('location')).toBe('/v1/runs/x');
  expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
  expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
});

test('without a key, and without a body, nothing is mistaken', async () => {
  const before = asked.length;
  const plain = () =>
    fetch(`${gateway.httpUrl}/v1/runs`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
  expect([(await plain()).status, (await plain()).status]).toEqual([202, 202]);
  expect(asked.length - before).toBe(2);
  const [first, again] = [await post('/v1/runs/a/cancel', 'empty'), await post('/v1/runs/a/cancel', 'empty')];
  expect([first.status, again.text, asked.length - before]).toEqual([200, first.text, 3]);
});

test.each([
  ['another body', '/v1/runs', { input: 'y' }],
  ['another path', '/v1/runs/a/cancel', undefined],
  ['another query', '/v1/runs?a=b', { input: 'x' }],
])('a key that comes with %s is refused', async (name, path, body) => {
  await post('/v1/runs', `used ${name}`, { input: 'x' });
  const before = asked.length;
  const refused = await post(path, `used ${name}`, body);
  expect(refused.status).toBe(409);
  expect(JSON.parse(refused.text)).toMatchObject({ code: 'idempotency_key_reused', hint: /new key/ });
  expect(asked.length).toBe(before);
});

test('while the first is answered, the second is told to wait; what its client did not wait for is kept', async () => {
  arrived = Promise.withResolvers();
  release = Promise.withResolvers();
  const client = new AbortController();
  const first = post('/v1/teams', 'slow', { a: 1 }, client.signal);
  await arrived.promise;
  const second = await post('/v1/teams', 'slow', { a: 1 });
  expect([second.status, second.headers.get('retry-after')]).toEqual([409, '1']);
  expect(JSON.parse(second.text)).toMatchObject({ code: 'idempotency_in_flight' });
  client.abort();
  await expect(first).rejects.toThrow();
  const before = asked.length;
  release.resolve();
  await expect.poll(async () => (await post('/v1/teams', 'slow', { a: 1 })).status).toBe(200);
  expect((await post('/v1/teams', 'slow', { a: 1 })).headers.get('idempotency-replayed')).toBe('true');
  expect(asked.length).toBe(before);
});

test('a gateway that died in the middle blocks a key until its lease runs out', async () => {
  const body = { input: 'crash' };
  await post('/v1/runs', 'crash', body);
  const open = (lease: string) =>
    pool.query(sql`update gateway.idempotency set status = null, lease_until = now() + ${lease}::interval
      where key = 'crash'`);
  await open('20 seconds');
  expect((await post('/v1/runs', 'crash', body)).status).toBe(409);
  await open('-1 second');
  const other = await post('/v1/runs', 'crash', { input: 'other' });
  expect(JSON.parse(other.text).code).toBe('idempotency_key_reused');
  const before = asked.length;
  const taken = await post('/v1/runs', 'crash', body);
  expect([taken.status, asked.length - before]).toEqual([202, 1]);
});

test('after a day a key is a new one', async () => {
  await post('/v1/runs', 'old', { input: 'x' });
  await pool.query(
    sql`update gateway.idempotency set created_at = now() - interval '25 hours' where key = 'old'`,
  );
  const again = await post('/v1/runs', 'old', { input: 'y' });
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, null]);
});

test.each([
  ['a fault', '/v1/builds', 503],
  ['a stream', '/v1/chat/completions', 200],
  ['an answer of 5 MB', '/v1/lint', 200],
])('%s is passed on and not kept', async (_, path, status) => {
  const before = asked.length;
  const first = await post(path, `not kept ${path}`, { a: 1 });
  const again = await post(path, `not kept ${path}`, { a: 1 });
  expect([first.status, again.status, asked.length - before]).toEqual([status, status, 2]);
  expect(again.text.length).toBe(first.text.length);
  const Row = z.object({ key: z.string() });
  expect(
    await maybeOne(pool, Row, sql`select key from gateway.idempotency where key = ${`not kept ${path}`}`),
  ).toBe(undefined);
});

test('a key of no characters, or of too many, is refused', async () => {
  expect((await post('/v1/runs', 'k'.repeat(201), {})).status).toBe(400);
});
