import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createGuardedFetch, type GuardedFetchOptions } from '@nex/egress';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let origin = '';
let port = 0;
let requests: IncomingMessage[] = [];
let handle: Handler;
beforeEach(async () => {
  requests = [];
  handle = (_, response) => void response.end('hello');
  server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  origin = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const loopback = { address: '127.0.0.1', family: 4 };
/** A public address that nothing is routed to. */
const nowhere = { address: '2000::1', family: 6 };
const redirectTo =
  (location: string, status = 302): Handler =>
  (request, response) => {
    if (request.url === '/target') response.end('target');
    else response.writeHead(status, { location }).end();
  };

async function attempt(url: string, options: GuardedFetchOptions = {}, init?: RequestInit) {
  await using fetch = createGuardedFetch(options);
  const response = await fetch(url, init);
  return { response, text: await response.text() };
}

describe('a host that is allowed', () => {
  it('is reached like by any fetch', async () => {
    handle = (_, response) => void response.writeHead(201, { 'x-a': '1' }).end('hello');
    const { response, text } = await attempt(
      `${origin}/p`,
      { allowHosts: [`127.0.0.1:${port}`] },
      { method: 'POST', body: 'b' },
    );
    expect(response).toBeInstanceOf(Response);
    expect(response).toMatchObject({ status: 201, url: `${origin}/p`, redirected: false });
    expect(response.headers.get('x-a')).toBe('1');
    expect(text).toBe('hello');
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/p' });
  });

  it('is reached by name, which is resolved once', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [loopback];
    };
    const { text } = await attempt(`http://tool.internal:${port}/`, {
      allowHosts: ['tool.internal'],
      resolve,
    });
    expect(text).toBe('hello');
    expect(asked).toBe(1);
  });

  it('is reached when everything private is allowed, and answers without a body pass', async () => {
    handle = (_, response) => void response.writeHead(204).end();
    expect((await attempt(origin, { allowPrivate: true })).response.status).toBe(204);
  });

  it('is reached without a proxy of the environment', async () => {
    const before = process.env['http_proxy'];
    process.env['http_proxy'] = 'http://127.0.0.1:9';
    try {
      expect((await attempt(origin, { allowPrivate: true })).text).toBe('hello');
    } finally {
      if (before === undefined) delete process.env['http_proxy'];
      else process.env['http_proxy'] = before;
    }
  });
});

describe('private addresses', () => {
  const refused = { code: 'invalid_request', message: expect.stringContaining('may not be reached') };

  it.each([
    ['by number', () => origin],
    ['in decimal', () => `http://2130706433:${port}/`],
    ['as IPv4-mapped IPv6', () => `http://[::ffff:127.0.0.1]:${port}/`],
    ['by local name', () => `http://localhost:${port}/`],
  ])('are not reached %s', async (_, url) => {
    await expect(attempt(url())).rejects.toMatchObject(refused);
    expect(requests).toEqual([]);
  });

  it.each([
    ['a public name for a private address', [loopback]],
    ['a private address among public ones', [nowhere, loopback]],
    ['a mapped address', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    ['the metadata service', [{ address: '169.254.169.254', family: 4 }]],
  ])('are not reached by %s', async (_, addresses) => {
    const failure = attempt(`http://rebind.example.com:${port}/`, { resolve: async () => addresses });
    await expect(failure).rejects.toMatchObject(refused);
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringMatching(/127\.|169\.|2000:/) });
    expect(requests).toEqual([]);
  });

  it('are not reached by a name that changes its answer after it was judged', async () => {
    const answers = [nowhere, loopback];
    const stop = new AbortController();
    const resolve = async () => {
      const answer = answers.shift() ?? loopback;
      setImmediate(() => stop.abort());
      return [answer];
    };
    await expect(
      attempt(`http://rebind.example.com:${port}/`, { resolve }, { signal: stop.signal }),
    ).rejects.toBeDefined();
    expect(answers).toEqual([loopback]);
    expect(requests).toEqual([]);
  });

  it('are not reached by a second request to a name that answered with a public address before', async () => {
    const resolve = async () => [loopback];
    await using fetch = createGuardedFetch({ resolve, allowHosts: [`a.example.com:${port}`] });
    expect(await (await fetch(`http://a.example.com:${port}/`)).text()).toBe('hello');
    await expect(fetch(`http://b.example.com:${port}/`)).rejects.toMatchObject(refused);
    expect(requests).toHaveLength(1);
  });
});

describe('redirects', () => {
  const allowed = () => ({ allowHosts: [`127.0.0.1:${port}`] });

  it('are followed on allowed ground', async () => {
    handle = redirectTo('/target');
    const { response, text } = await attempt(origin, allowed());
    expect(text).toBe('target');
    expect(response).toMatchObject({ url: `${origin}/target`, redirected: true });
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://localhost/',
    'http://[::1]/',
    'http://169.254.169.254/latest/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'http://user:pass@example.com/',
    '//0x7f000001/',
    'http://example.com:25/',
    'http://[bad',
  ])('to %s are refused without naming it', async (location) => {
    handle = redirectTo(location);
    const failure = attempt(origin, allowed());
    await expect(failure).rejects.toMatchObject({
      code: 'invalid_request',
      message: `127.0.0.1:${port} redirects to an address that may not be reached.`,
    });
    expect(requests).toHaveLength(1);
  });

  it('to a public name with a private address are refused', async () => {
    handle = redirectTo('http://rebind.example.com/');
    const failure = attempt(origin, { ...allowed(), resolve: async () => [loopback] });
    await expect(failure).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('end after the limit', async () => {
    handle = redirectTo('/again');
    await expect(attempt(origin, { ...allowed(), maxRedirects: 2 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('more than 2 times'),
    });
    expect(requests).toHaveLength(3);
  });

  it('take no credentials to another origin', async () => {
    const other = `http://other.internal:${port}/target`;
    handle = redirectTo(other, 307);
    const options = { allowPrivate: true, resolve: async () => [loopback] };
    const headers = { authorization: 'Bearer k', cookie: 'c=1', 'x-api-key': 'k', accept: 'a/b' };
    await attempt(origin, options, { method: 'POST', body: 'b', headers });
    expect(requests.map((request) => request.headers.authorization)).toEqual(['Bearer k', undefined]);
    expect(requests[1]?.headers).toMatchObject({ accept: 'a/b', host: `other.internal:${port}` });
    expect(requests[1]?.headers).not.toHaveProperty('cookie');
    expect(requests[1]?.headers).not.toHaveProperty('x-api-key');
    expect(requests[1]?.method).toBe('POST');
  });

  it('are left to the caller, or refused, when asked', async () => {
    handle = redirectTo('http://127.0.0.1:1/');
    expect((await attempt(origin, allowed(), { redirect: 'manual' })).response.status).toBe(302);
    await expect(attempt(origin, allowed(), { redirect: 'error' })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

describe('limits', () => {
  it('of the body count what it decodes to', async () => {
    const body = gzipSync(Buffer.alloc(100_000));
    handle = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
    expect((await attempt(origin, { allowPrivate: true, maxResponseBytes: 100_000 })).text).toHaveLength(
      100_000,
    );
    await expect(attempt(origin, { allowPrivate: true, maxResponseBytes: 99_999 })).rejects.toMatchObject({
      code: 'too_large',
    });
  });

  it('of time end in timeout', async () => {
    handle = () => undefined;
    const timeouts = { headersMs: 50 };
    await expect(attempt(origin, { allowPrivate: true, timeouts })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('of the caller reject with its reason, before and while the body comes', async () => {
    const stop = new AbortController();
    handle = (_, response) => {
      response.write('part');
      setImmediate(() => stop.abort('enough'));
    };
    await expect(attempt(origin, { allowPrivate: true }, { signal: stop.signal })).rejects.toBe('enough');
    await expect(attempt(origin, { allowPrivate: true }, { signal: stop.signal })).rejects.toBe('enough');
  });

  it('of the server: a broken connection or a missing one is unavailable, without inner words', async () => {
    handle = (request) => void request.socket.destroy();
    const broken = attempt(origin, { allowPrivate: true });
    await expect(broken).rejects.toMatchObject({
      code: 'unavailable',
      message: `127.0.0.1:${port} cannot be reached.`,
    });
    handle = (_, response) => void response.writeHead(999).end('no');
    await expect(attempt(origin, { allowPrivate: true })).rejects.toMatchObject({
      code: 'unavailable',
      message: `127.0.0.1:${port} answered with status 999, which is none.`,
    });
    const missing = attempt('http://no.example.com/', {
      resolve: async () => {
        throw new Error('ENOTFOUND at /host/path');
      },
    });
    await expect(missing).rejects.toMatchObject({
      code: 'unavailable',
      message: 'no.example.com cannot be found.',
    });
  });
});
