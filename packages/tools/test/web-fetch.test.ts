import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGuardedFetch } from '@nex/egress';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openToolRoom } from '../src/__fixtures__/tool-room.ts';
import { webFetch } from '../src/builtins/web-fetch.ts';

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/inside')
      response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
    else if (request.url === '/moved') response.writeHead(301, { location: '/page' }).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it.each([
  ['/page', 'Content fetched from http://127.0.0.1:PORT/page:\n\n---\nHello\n---', undefined],
  ['/moved', 'Content fetched from http://127.0.0.1:PORT/page:\n\n---\nHello\n---', undefined],
  ['/inside', 'ADDRESS_REFUSED: 127.0.0.1:PORT redirects to an address that may not be reached.', 'denied'],
])('fetches %s through the guarded fetch', async (path, expected, errorKind) => {
  await using fetch = createGuardedFetch({ allowHosts: [`127.0.0.1:${port}`] });
  await using room = await openToolRoom({ fetch });
  const outcome = await room.run(webFetch, { url: `http://127.0.0.1:${port}${path}` });
  expect(outcome.errorKind).toBe(errorKind);
  expect(outcome.text.startsWith(expected.replace('PORT', String(port)))).toBe(true);
});

it('does not reach this machine when nothing is allowed', async () => {
  await using fetch = createGuardedFetch();
  await using room = await openToolRoom({ fetch });
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '0x7f.1']) {
    const outcome = await room.run(webFetch, { url: `http://${host}:${port}/page` });
    expect(outcome).toMatchObject({ isError: true, errorKind: 'denied' });
    expect(outcome.text).toMatch(/^ADDRESS_REFUSED: /);
  }
});
