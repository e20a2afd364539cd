/** What the program writes reaches who reads it, however much it is. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startNex } from './support/nex-process.ts';

const SECRETS = 40_000;

test('an answer that no pipe holds at once comes to its end', async () => {
  const items = Array.from({ length: SECRETS }, (_, index) => ({
    updatedBy: 'key:key_1',
    name: `SECRET_${index}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  }));
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items, nextCursor: null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await using _ = { [Symbol.asyncDispose]: async () => void server.close() };
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  await using nex = startNex(['--url', url, '--json', 'secrets', 'list'], {}, tmpdir());
  const { exitCode, out, err } = await nex.ended;
  expect([exitCode, err]).toEqual([0, '']);
  expect((JSON.parse(out) as { items: unknown[] }).items).toHaveLength(SECRETS);
});
