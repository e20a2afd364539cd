import type { HttpRequest } from '@nex/http';
import { expect, test } from 'vitest';
import { setCaller } from '../../access/caller.ts';
import { createCallsUnderWay, named } from './calls-under-way.ts';

function requestOf(session: string | undefined, actor = 'key:1'): HttpRequest {
  const request = { headers: { 'mcp-session-id': session } } as unknown as HttpRequest;
  setCaller(request, { tenant: 'acme', actor, scope: 'run', authenticated: true });
  return request;
}

const cancel = (requestId: number) => ({ method: 'notifications/cancelled', params: { requestId } });

test('a call ends by the message of its own client alone', () => {
  const calls = createCallsUnderWay();
  const { signal } = calls.begin(requestOf('a'), { id: 1, method: 'tools/call' });
  for (const [request, body] of [
    [requestOf('b'), cancel(1)],
    [requestOf('a', 'key:2'), cancel(1)],
    [requestOf(undefined), cancel(1)],
    [requestOf('a'), cancel(2)],
    [requestOf('a'), { ...cancel(1), method: 'notifications/initialized' }],
  ] as const) {
    calls.heed(request, body);
    expect(signal.aborted).toBe(false);
  }
  calls.heed(requestOf('a'), cancel(1));
  expect(signal.aborted).toBe(true);
});

test('what has ended is not cancelled, and leaves the next call of its id alone', () => {
  const calls = createCallsUnderWay();
  const first = calls.begin(requestOf('a'), { id: 1 });
  const second = calls.begin(requestOf('a'), { id: 1 });
  first[Symbol.dispose]();
  calls.heed(requestOf('a'), cancel(1));
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, true]);
  second[Symbol.dispose]();
  calls.heed(requestOf('a'), cancel(1));
});

test('the answer to initialize names the client, each with a name of its own', () => {
  const names = [1, 2].map(() =>
    named(new Response('{}'), { method: 'initialize' }).headers.get('mcp-session-id'),
  );
  expect(new Set(names).size).toBe(2);
  expect(named(new Response('{}'), { method: 'tools/list' }).headers.get('mcp-session-id')).toBeNull();
});
