import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientSignal, createHttpServer, type HttpServer, listen, sendEvents } from '@nex/http';
import { createPool, type Pool } from '@nex/postgres';
import { startTelemetry } from '@nex/telemetry';
import { createTestDatabase, type TestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { readConfig } from '../src/config.ts';
import { createContext, startGateway } from '../src/service.ts';

let telemetry: AsyncDisposable;
let database: TestDatabase;
let pool: Pool;
let runtime: HttpServer;
let runtimeUrl: string;
const waiting = Promise.withResolvers<void>();
const left = Promise.withResolvers<unknown>();
const seen: Record<string, unknown>[] = [];

beforeAll(async () => {
  telemetry = await startTelemetry({ serviceName: 'test' });
  database = await createTestDatabase({ services: ['gateway'] });
  pool = createPool({ url: database.url });
  runtime = await createHttpServer({ service: 'runtime', title: 'Runtime' });
  runtime.post(
    '/v1/runs',
    {
      schema: {
        body: z.strictObject({ input: z.string() }),
        response: { 202: z.object({ id: z.string() }) },
      },
    },
    (request, reply) => {
      seen.push(request.headers);
      void reply.code(202);
      return { id: request.body.input };
    },
  );
  runtime.get('/v1/runs/:id/events', (request, reply) =>
    sendEvents(request, reply, async function* () {
      yield { id: 1, event: 'RUN_STARTED', data: { lastEventId: request.headers['last-event-id'] ?? null } };
    }),
  );
  runtime.post('/v1/chat/completions', { schema: { hide: true } }, async (request, reply) => {
    seen.push({ ...request.headers, body: request.body });
    if (JSON.stringify(request.body).includes('Hello')) return reply.code(418).send({ error: 'tea' });
    using client = clientSignal(request);
    waiting.resolve();
    await new Promise((resolve) => client.signal.addEventListener('abort', resolve));
    left.resolve(client.signal.reason);
    return reply;
  });
  for (const path of ['/v1/trajectories::lease', '/v1/models/:tag(^[^:/]+)::pause']) {
    runtime.post(path, (request) => ({ url: request.url, body: request.body }));
  }
  runtimeUrl = await listen(runtime, { host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await runtime.close();
  await pool[Symbol.asyncDispose]();
  await database.drop();
  await telemetry[Symbol.asyncDispose]();
});

const open = async (environment: Record<string, string> = {}) => {
  const config = readConfig({
    DATABASE_URL: database.url,
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    LOG_LEVEL: 'silent',
    RUNTIME_HTTP_URL: runtimeUrl,
    GENERATOR_HTTP_URL: 'http://127.0.0.1:1',
    PIPELINE_HTTP_URL: runtimeUrl,
    ...environment,
  });
  return startGateway(await createContext(config, { pool }));
};
const json = { 'content-type': 'application/json' };

test('requests reach their service with the trace; answers and refusals come back as they are', async () => {
  await using gateway = await open();
  const send = (body: string) => fetch(`${gateway.httpUrl}/v1/runs`, { method: 'POST', body, headers: json });
  const answer = await send('{"input":"x"}');
  expect([answer.status, await answer.json()]).toEqual([202, { id: 'x' }]);
  expect(seen.at(-1)?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const refused = await send('{"input":1}');
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    400,
    'invalid_request',
  ]);
});

test('a client that goes before the answer comes is gone for the service, too', async () => {
  await using gateway = await open();
  const chat = (content: string, signal?: AbortSignal) =>
    fetch(`${gateway.httpUrl}/v1/chat/completions?a=b`, {
      method: 'POST',
      headers: { ...json, 'nex-tenant': 'another' },
      body: JSON.stringify({ content }),
      ...(signal ? { signal } : {}),
    });
  const answer = await chat('Hello');
  expect([answer.status, await answer.json()]).toEqual([418, { error: 'tea' }]);
  expect(seen.at(-1)).toMatchObject({
    body: { content: 'Hello' },
    traceparent: expect.stringMatching(/^00-/),
  });
  expect(seen.at(-1)).toMatchObject({ 'nex-tenant': 'default', 'nex-actor': 'anonymous' });
  const client = new AbortController();
  const asked = chat('wait', client.signal);
  await waiting.promise;
  client.abort();
  await expect(asked).rejects.toThrow();
  expect(await left.promise).toMatchObject({ code: 'cancelled' });
});

test.each(['/v1/trajectories:lease', '/v1/models/my.policy-7b:pause'])(
  '%s reaches its service',
  async (path) => {
    await using gateway = await open();
    const answer = await fetch(`${gateway.httpUrl}${path}`, {
      method: 'POST',
      body: '{"a":1}',
      headers: json,
    });
    expect([answer.status, await answer.json()]).toEqual([200, { url: path, body: { a: 1 } }]);
  },
);

test('what reads is sent again when its service closes the connection, what is posted is not', async () => {
  const tries: string[] = [];
  const sockets = new Set<unknown>();
  const closing = createServer((request, response) => {
    // Quotas, which the gateway tells at its start.
    if (request.method === 'PUT') return response.writeHead(204).end();
    // The gateway asks its API document, too.
    if (!request.url?.startsWith('/v1/runs/')) return response.writeHead(404).end();
    tries.push(request.method ?? '');
    sockets.add(request.socket);
    const isKept = request.method === 'POST' ? request.url !== '/v1/runs/lost/cancel' : tries.length > 2;
    if (isKept) return response.setHeader('content-type', 'application/json').end('{}');
    return request.socket.destroy();
  });
  closing.listen(0, '127.0.0.1');
  await once(closing, 'listening');
  const { port } = closing.address() as AddressInfo;
  await using gateway = await open({ RUNTIME_HTTP_URL: `http://127.0.0.1:${port}` });
  expect((await fetch(`${gateway.httpUrl}/v1/runs/run_1`)).status).toBe(200);
  expect(tries.splice(0)).toEqual(['GET', 'GET', 'GET']);
  const post = (path: string) => fetch(`${gateway.httpUrl}${path}`, { method: 'POST' });
  expect((await post('/v1/runs/lost/cancel')).status).toBe(503);
  expect(tries.splice(0)).toEqual(['POST']);
  sockets.clear();
  for (const id of ['run_1', 'run_2']) expect((await post(`/v1/runs/${id}/cancel`)).status).toBe(200);
  expect(sockets.size).toBe(2);
  closing.close();
  closing.closeAllConnections();
});

test('events stream through, and the resume point goes with them', async () => {
  await using gateway = await open();
  const answer = await fetch(`${gateway.httpUrl}/v1/runs/run_1/events`, {
    headers: { 'last-event-id': '7' },
  });
  expect(await answer.text()).toContain('data: {"lastEventId":"7"}');
});

test('a service that is down is one clear problem', async () => {
  await using gateway = await open();
  const answer = await fetch(`${gateway.httpUrl}/v1/frameworks`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    code: 'unavailable',
    detail: 'The generator service cannot be reached.',
  });
  expect((await fetch(`${gateway.httpUrl}/readyz`)).status).toBe(503);
  expect((await fetch(`${gateway.httpUrl}/healthz`)).status).toBe(200);
});

test('with a key set, only its holder gets in', async () => {
  await using gateway = await open({ NEX_API_KEY: 'secret-key' });
  const status = async (headers: Record<string, string>) =>
    (
      await fetch(`${gateway.httpUrl}/v1/runs`, {
        method: 'POST',
        body: '{"input":"x"}',
        headers: { ...json, ...headers },
      })
    ).status;
  expect(await status({})).toBe(401);
  expect(await status({ authorization: 'Bearer wrong' })).toBe(401);
  expect(await status({ authorization: 'Bearer secret-key' })).toBe(202);
  expect(await status({ 'x-api-key': 'secret-key' })).toBe(202);
  expect((await fetch(`${gateway.httpUrl}/healthz`)).status).toBe(200);
});

test('the one OpenAPI document holds the routes of the services and its own', async () => {
  await using gateway = await open({ GENERATOR_HTTP_URL: runtimeUrl });
  const document = (await (await fetch(`${gateway.httpUrl}/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/keys', '/v1/me', '/v1/audit']));
  expect(Object.keys(document.paths).filter((path) => /models|runs|traj/.test(path))).toEqual([
    '/v1/models/{tag}:pause',
    '/v1/runs',
    '/v1/runs/{id}/events',
    '/v1/trajectories:lease',
  ]);
});

test('binding to the network without a key is refused', () => {
  expect(() => readConfig({ DATABASE_URL: 'postgres://x', HOST: '0.0.0.0' })).toThrow(/without an API key/);
  expect(readConfig({ DATABASE_URL: 'postgres://x', HOST: '0.0.0.0', NEX_API_KEY: 'k' }).host).toBe(
    '0.0.0.0',
  );
});
