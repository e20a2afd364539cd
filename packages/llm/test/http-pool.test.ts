import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { postText } from '../src/http/post-text.ts';
import { createHttpPool } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const { signal } = new AbortController();

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

async function setUp(replies: PlayedReply[], connections: number) {
  const server = stack.use(await startReplyServer(replies));
  const pool = stack.use(createHttpPool({ connections }));
  const { origin } = new URL(server.baseUrl);
  const ask = (headers: Record<string, string> = {}) =>
    postText(pool, { origin, path: '/v1/x', method: 'POST', body: '{}', headers }, signal);
  return { server, pool, ask };
}

test('opens as many sockets as it may, uses them again, and lets the rest wait', async () => {
  const { server, ask } = await setUp([{ body: 'yes' }], 3);
  for (let i = 0; i < 2; i += 1) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['yes']));
  }
  expect(server.requests).toHaveLength(40);
  expect(server.sockets).toBe(3);
});

test('a request that cannot be sent takes no place', async () => {
  const { ask } = await setUp([{ body: 'yes' }], 1);
  for (let i = 0; i < 3; i += 1) {
    await expect(ask({ 'x-key': 'a\nb' })).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
  }
  expect((await ask()).text).toBe('yes');
});

test('a server that closes its sockets gets new ones', async () => {
  const { server, ask } = await setUp([{ body: 'yes', headers: { connection: 'close' } }], 1);
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map(({ text }) => text)).toEqual(['yes', 'yes', 'yes']);
  expect(server.sockets).toBe(3);
});

test('requests to a server that is not there fail, those in line too, and it is asked again later', async () => {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await new Promise((resolve) => listener.close(resolve));
  const pool = stack.use(createHttpPool({ connections: 1 }));
  const ask = () =>
    postText(
      pool,
      { origin: `http://127.0.0.1:${port}`, path: '/', method: 'POST', body: '{}', reset: true },
      signal,
    );
  const refused = { status: 'rejected', reason: { code: 'ECONNREFUSED' } };
  expect(await Promise.allSettled([ask(), ask(), ask()])).toMatchObject([refused, refused, refused]);
  expect(await Promise.allSettled([ask()])).toMatchObject([refused]);
});

test('disposing breaks off what is under way and what waits, and nothing is sent after it', async () => {
  const { server, pool, ask } = await setUp([{ body: 'ha', ending: 'hold' }], 1);
  const arrived = server.nextRequest();
  const answers = Promise.allSettled([ask(), ask(), ask()]);
  await arrived;
  await pool[Symbol.asyncDispose]();
  const gone = { status: 'rejected', reason: { code: 'UND_ERR_DESTROYED' } };
  expect(await answers).toMatchObject([gone, gone, gone]);
  await expect(ask()).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' });
  const elsewhere = { origin: 'http://127.0.0.1:1', path: '/', method: 'GET' } as const;
  await expect(postText(pool, elsewhere, signal)).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' });
  expect(server.requests).toHaveLength(1);
});
