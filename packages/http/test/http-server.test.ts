import { NexError } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  createHttpServer,
  drain,
  type HttpServer,
  isHeld,
  lastEventId,
  listen,
  sendEvents,
} from '../src/index.ts';

let app: HttpServer;
let url: string;
const faults: unknown[] = [];
let left = Promise.withResolvers<void>();

beforeAll(async () => {
  app = await createHttpServer({
    service: 'test',
    title: 'Test',
    bodyLimit: 1000,
    ready: () => Promise.reject(new NexError('unavailable', 'The store is gone.')),
    onFault: (thrown) => faults.push(thrown),
  });
  app.post(
    '/things',
    {
      schema: {
        body: z.strictObject({ name: z.string().min(1), size: z.number().int() }),
        response: { 201: z.object({ name: z.string() }) },
      },
    },
    (request, reply) => {
      void reply.code(201);
      return { name: request.body.name };
    },
  );
  app.get('/broken', () => {
    throw new Error('/a/path/that/nobody/may/see');
  });
  app.get('/missing', () => {
    throw new NexError('not_found', 'There is no thing.', { hint: 'Make one.' });
  });
  app.get('/pinned', async (request, reply) =>
    isHeld(request, reply, 'sha256:0f', { pinned: true }) ? reply : { some: 'content' },
  );
  app.get('/events', (request, reply) =>
    sendEvents(request, reply, async function* (signal) {
      for (let id = lastEventId(request) + 1; id <= 3; id += 1)
        yield { id, event: 'tick', data: { id, text: 'a\nb' } };
      if (request.headers['x-wait']) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        left.resolve();
      }
    }),
  );
  app.get('/events/none', (request, reply) =>
    sendEvents(request, reply, async function* () {
      await Promise.reject(new NexError('not_found', 'There is no such stream.'));
      yield { id: 1, event: 'never', data: {} };
    }),
  );
  url = await listen(app, { host: '127.0.0.1', port: 0 });
});

afterAll(() => app.close());

const post = (body: string, type = 'application/json') =>
  fetch(`${url}/things`, { method: 'POST', body, headers: { 'content-type': type } });

describe('problem details', () => {
  test.each([
    [
      'an unknown field',
      () => post('{"name":"a","size":1,"colour":"red"}'),
      400,
      'invalid_request',
      /colour/,
    ],
    ['a wrong type', () => post('{"name":"a","size":"x"}'), 400, 'invalid_request', /number/i],
    ['no JSON', () => post('{'), 400, 'invalid_request', /cannot be read/],
    ['another media type', () => post('a=b', 'text/xml'), 400, 'invalid_request', /cannot be read/],
    [
      'a body above the limit',
      () => post(JSON.stringify({ name: 'x'.repeat(2000) })),
      413,
      'too_large',
      /too large/,
    ],
    ['an unknown path', () => fetch(`${url}/nowhere`), 404, 'not_found', /no GET \/nowhere/],
    ['an error of the operation', () => fetch(`${url}/missing`), 404, 'not_found', /no thing/],
    ['a fault', () => fetch(`${url}/broken`), 500, 'internal', /^The operation failed\.$/],
    ['not ready', () => fetch(`${url}/readyz`), 503, 'unavailable', /store is gone/],
    ['a stream that never begins', () => fetch(`${url}/events/none`), 404, 'not_found', /no such stream/],
  ] as const)('%s', async (_name, send, status, code, detail) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await answer.json()) as Record<string, string>;
    expect(problem).toMatchObject({ status, code, type: `urn:nex:error:${code}` });
    expect(problem['detail']).toMatch(detail);
    expect(JSON.stringify(problem)).not.toContain('nobody');
  });

  test('faults are told to the service, refusals are not', () => {
    expect(faults.map(String)).toEqual([
      expect.stringContaining('nobody'),
      expect.stringContaining('store is gone'),
    ]);
  });
});

test('a valid request is answered and described', async () => {
  const answer = await post('{"name":"a","size":1}');
  expect([answer.status, await answer.json()]).toEqual([201, { name: 'a' }]);
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string; paths: object };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toContain('/things');
});

test('events carry ids, and a client resumes after the last that it saw', async () => {
  const read = async (headers: Record<string, string>) => (await fetch(`${url}/events`, { headers })).text();
  const all = await read({});
  expect(all.match(/^id: .*/gm)).toEqual(['id: 1', 'id: 2', 'id: 3']);
  expect(all).toContain('event: tick\ndata: {"id":1,"text":"a\\nb"}\n\n');
  expect((await read({ 'last-event-id': '2' })).match(/^id: .*/gm)).toEqual(['id: 3']);
  expect((await read({ 'last-event-id': 'nonsense' })).match(/^id: .*/gm)).toHaveLength(3);
});

test('a client that goes is noticed', async () => {
  left = Promise.withResolvers();
  const gone = new AbortController();
  const answer = await fetch(`${url}/events`, { headers: { 'x-wait': '1' }, signal: gone.signal });
  await answer.body?.getReader().read();
  gone.abort();
  await left.promise;
  expect(answer.status).toBe(200);
});

test('a server that drains answers who is connected, says that it is not ready, and ends event streams', async () => {
  const leaving = await createHttpServer({ service: 'leaving', title: 'Leaving' });
  const begun = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  leaving.get('/slow', async () => {
    begun.resolve();
    await answer.promise;
    return { done: true };
  });
  leaving.get('/events', (request, reply) =>
    sendEvents(request, reply, async function* (signal) {
      yield { id: 1, event: 'tick', data: {} };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }),
  );
  const at = await listen(leaving, { host: '127.0.0.1', port: 0 });
  const events = await fetch(`${at}/events`);
  const slow = fetch(`${at}/slow`);
  await begun.promise;

  const drained = drain(leaving, 100);
  const ready = await fetch(`${at}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ code: 'unavailable' });
  const other = await fetch(`${at}/healthz`);
  expect([other.status, other.headers.get('connection')]).toEqual([200, 'close']);
  await drained;
  expect(await events.text()).toMatch(/event: tick[^]*\n\n$/);

  const closed = leaving.close();
  answer.resolve();
  expect(await (await slow).json()).toEqual({ done: true });
  await closed;
  await expect(fetch(`${at}/healthz`)).rejects.toThrow('fetch failed');
});

test('who has an answer that never changes is told so', async () => {
  const get = (tag?: string) =>
    fetch(`${url}/pinned`, tag === undefined ? {} : { headers: { 'if-none-match': tag } });
  const first = await get();
  expect([first.status, first.headers.get('etag')]).toEqual([200, '"sha256:0f"']);
  expect(first.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  for (const tag of ['"sha256:0f"', '"other", W/"sha256:0f"', '*']) {
    const held = await get(tag);
    expect([held.status, await held.text(), held.headers.get('etag')]).toEqual([304, '', '"sha256:0f"']);
  }
  expect((await get('"other"')).status).toBe(200);
});

test.each([
  ['sane', 'a.b-C_1', 'a.b-C_1'],
  ['too long', 'a'.repeat(129), /^[0-9a-f-]{36}$/],
  ['of other characters', 'a b', /^[0-9a-f-]{36}$/],
])("a caller's request id that is %s", async (_, given, shown) => {
  const answer = await fetch(`${url}/missing`, { headers: { 'request-id': given } });
  const id = answer.headers.get('request-id') ?? '';
  expect(id).toMatch(shown);
  expect(await answer.json()).toMatchObject({ instance: `urn:nex:request:${id}` });
});

test('an address that no text of a store can hold, and what is no HTTP, are refused as problems', async () => {
  const refused = await fetch(`${url}/things/a%00b`);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    400,
    'invalid_request',
  ]);
  const long = await fetch(`${url}/things?a=${'x'.repeat(20_000)}`);
  expect([long.status, ((await long.json()) as { code: string }).code]).toEqual([413, 'too_large']);
  expect(long.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
});
