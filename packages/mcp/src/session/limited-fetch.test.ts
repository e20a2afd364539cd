import { expect, test } from 'vitest';
import { limitedFetch } from './limited-fetch.ts';

const answer = (body: string | null, type: string, status = 200) =>
  limitedFetch(async () => new Response(body, { status, headers: { 'content-type': type } }), 10);

test.each([
  ['a body up to the limit', '0123456789', 'application/json'],
  ['a stream of many short messages', 'data: 1\n\ndata: 2\n\ndata: 3\n\n', 'text/event-stream'],
  ['a stream with carriage returns', 'data: 1\r\n\r\ndata: 2\r\n\r\n', 'text/event-stream; charset=utf-8'],
])('%s is read', async (_title, body, type) => {
  const response = await answer(body, type)('http://localhost');
  expect(await response.text()).toBe(body);
  expect(response.headers.get('content-type')).toBe(type);
});

test.each([
  ['a longer body', '0123456789a', 'application/json'],
  ['a stream with a longer message', 'data: 1\n\ndata: 23456\n\n', 'text/event-stream'],
])('%s is an error', async (_title, body, type) => {
  const response = await answer(body, type)('http://localhost');
  await expect(response.text()).rejects.toThrow('longer than is read');
});

test('an answer without success is given back as it is', async () => {
  const response = await answer('a long explanation', 'text/plain', 404)('http://localhost');
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('a long explanation');
});
