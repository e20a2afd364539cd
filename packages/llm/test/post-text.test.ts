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

async function setUp(replies: PlayedReply[]) {
  const server = stack.use(await startReplyServer(replies));
  const pool = stack.use(createHttpPool({ connections: 1 }));
  const { origin } = new URL(server.baseUrl);
  const ask = (by: AbortSignal = signal) =>
    postText(pool, { origin, path: '/v1/x', method: 'POST', body: '{}', bodyTimeout: 50 }, by);
  return { server, ask };
}

test.each<[string, string | Buffer, string]>([
  ['nothing', '', ''],
  ['characters of several bytes', 'Grüße aus 東京 🗼', 'Grüße aus 東京 🗼'],
  ['more than fits into one part', 'ü🗼'.repeat(200_000), 'ü🗼'.repeat(200_000)],
  ['a byte order mark', '\uFEFF{}', '{}'],
])('reads %s', async (_name, body, text) => {
  const { ask } = await setUp([{ body, status: 418, headers: { 'x-team': 'data' } }]);
  expect(await ask()).toMatchObject({ statusCode: 418, headers: { 'x-team': 'data' }, text });
});

test('an answer that is cut is a failure, and the next request gets a socket of its own', async () => {
  const { server, ask } = await setUp([
    { body: 'ha', headers: { 'content-length': '9' }, ending: 'cut' },
    { body: 'whole' },
  ]);
  await expect(ask()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  expect((await ask()).text).toBe('whole');
  expect(server.sockets).toBe(2);
});

test('an answer that stops coming is given up', async () => {
  const { ask } = await setUp([{ body: 'ha', ending: 'hold' }]);
  await expect(ask()).rejects.toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
});

test('an abort gives up the request, before and while it is under way', async () => {
  const { server, ask } = await setUp([{ body: 'ha', ending: 'hold' }, { body: 'whole' }]);
  await expect(ask(AbortSignal.abort('too late'))).rejects.toBe('too late');
  const abort = new AbortController();
  const arrived = server.nextRequest();
  const asked = ask(abort.signal);
  await arrived;
  abort.abort('enough');
  await expect(asked).rejects.toBe('enough');
  expect((await ask()).text).toBe('whole');
});

test('who gives up in line is not asked for, and holds nobody up', async () => {
  const { server, ask } = await setUp([{ body: 'first', ending: 'hold' }, { body: 'third' }]);
  const [first, second] = [new AbortController(), new AbortController()];
  const arrived = server.nextRequest();
  const answers = [ask(first.signal), ask(second.signal), ask()];
  const settled = Promise.allSettled(answers);
  await arrived;
  second.abort('second');
  first.abort('first');
  expect(await settled).toMatchObject([
    { status: 'rejected', reason: 'first' },
    { status: 'rejected', reason: 'second' },
    { status: 'fulfilled', value: { text: 'third' } },
  ]);
  expect(server.requests).toHaveLength(2);
});
