import { describe, expect, it } from 'vitest';
import { outgoingRequest, redirectedRequest } from './outgoing-request.ts';

const toUrl = (url: string | URL) => new URL(url);

describe('outgoingRequest', () => {
  it('reads all kinds of bodies with their type', async () => {
    const form = new FormData();
    form.set('a', 'b');
    for (const [body, type] of [
      ['text', 'text/plain;charset=UTF-8'],
      [new URLSearchParams({ a: 'b' }), 'application/x-www-form-urlencoded;charset=UTF-8'],
      [form, expect.stringMatching(/^multipart\/form-data; boundary=/)],
    ] as const) {
      const request = await outgoingRequest('https://a.test/', { method: 'post', body }, toUrl);
      expect(request.method).toBe('POST');
      expect(request.headers.get('content-type')).toEqual(type);
      expect(request.body?.length).toBeGreaterThan(0);
    }
  });

  it('takes a Request, and what is given besides wins', async () => {
    const given = new Request('https://a.test/x', { method: 'PUT', body: 'b', headers: { 'x-a': '1' } });
    const request = await outgoingRequest(given, { headers: { 'x-b': '2' }, redirect: 'manual' }, toUrl);
    expect(request).toMatchObject({ method: 'PUT', redirect: 'manual' });
    expect(new TextDecoder().decode(request.body)).toBe('b');
    expect(request.headers.get('x-a')).toBeNull();
    expect(request.headers.get('x-b')).toBe('2');
  });
});

describe('redirectedRequest', () => {
  const request = async (method: string) =>
    await outgoingRequest(
      'https://a.test/1',
      {
        method,
        ...(method !== 'GET' && { body: '{}' }),
        headers: { authorization: 'k', cookie: 'c', 'x-api-key': 'k', accept: 'x' },
      },
      toUrl,
    );

  it('keeps headers on the same origin only', async () => {
    const first = await request('GET');
    const same = redirectedRequest(first, 302, new URL('https://a.test/2'));
    expect([...same.headers.keys()]).toEqual(['accept', 'authorization', 'cookie', 'x-api-key']);
    for (const target of ['https://b.test/', 'http://a.test/', 'https://a.test:444/']) {
      expect([...redirectedRequest(first, 302, new URL(target)).headers.keys()]).toEqual(['accept']);
    }
    expect(first.headers.get('authorization')).toBe('k');
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
    [302, 'PUT', 'PUT'],
  ])('%i makes of %s a %s', async (status, method, expected) => {
    const next = redirectedRequest(await request(method), status, new URL('https://a.test/2'));
    expect(next.method).toBe(expected);
    expect(next.body === undefined).toBe(expected === 'GET');
    expect(next.headers.has('content-type')).toBe(expected !== 'GET');
  });
});
