import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerAnswers, startTestServers } from '@nex/testkit';
import { expect, inject, test } from 'vitest';

test('addresses of the environment are taken as they are', async () => {
  await using servers = await startTestServers({ DATABASE_URL: 'postgres://db/x', REDIS_URL: 'redis://r' });
  expect(servers).toMatchObject({
    postgresUrl: 'postgres://db/x',
    redisUrl: 'redis://r',
    tiers: { postgres: 'given', redis: 'given' },
  });
});

test('a Docker engine is asked, never assumed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nex-docker-'));
  const socket = join(folder, 'docker.sock');
  expect(await dockerAnswers({ DOCKER_HOST: `unix://${socket}` })).toBe(false);
  const engine = createServer((request, answer) => {
    answer.statusCode = request.url === '/_ping' ? 200 : 404;
    answer.end('OK');
  });
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  expect(await dockerAnswers({ DOCKER_HOST: `unix://${socket}` })).toBe(true);
  await new Promise((resolve) => engine.close(resolve));
  await rm(folder, { recursive: true });
});

test('the Redis of the set-up answers', async () => {
  const url = inject('redisUrl');
  const answer = url === null ? inject('tiers').redis : await firstAnswer(new URL(url));
  expect(answer).toMatch(/^\+PONG|^unavailable: ./);
});

function firstAnswer(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port || 6379), url.hostname, () => socket.write('PING\r\n'));
    socket.once('data', (bytes) => {
      resolve(bytes.toString());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
