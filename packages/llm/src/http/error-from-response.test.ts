import { expect, test } from 'vitest';
import { fixture } from '../__fixtures__/read-fixture.ts';
import { errorFromResponse } from './error-from-response.ts';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const error = (status: number, text: string, headers = {}) =>
  errorFromResponse({ status, headers, text, host: 'api.test', apiKey: 'sk-test-0123456789' }, NOW);

test.each([
  [400, 'model_rejected'],
  [401, 'model_rejected'],
  [402, 'model_rejected'],
  [403, 'model_rejected'],
  [404, 'model_rejected'],
  [413, 'model_rejected'],
  [422, 'model_rejected'],
  [301, 'model_rejected'],
  [408, 'model_overloaded'],
  [409, 'model_overloaded'],
  [429, 'model_overloaded'],
  [500, 'model_overloaded'],
  [503, 'model_overloaded'],
  [529, 'model_overloaded'],
])('status %i is %s', (status, code) => {
  const made = error(status, '');
  expect(made).toMatchObject({ code, message: `The model server api.test answered ${status}.` });
  expect(made.hint).toBeTruthy();
});

test.each([
  [
    'OpenAI',
    400,
    '{"error":{"message":"This model\'s maximum context length is 8192 tokens. However, you requested 9001 tokens.","code":"context_length_exceeded"}}',
  ],
  ['Anthropic', 400, '{"error":{"message":"prompt is too long: 207000 tokens > 200000 maximum"}}'],
  [
    'Anthropic with max_tokens',
    400,
    '{"error":{"message":"input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000"}}',
  ],
  [
    'Gemini',
    400,
    '{"error":{"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."}}',
  ],
  [
    'SGLang',
    400,
    '{"message":"The input (40000 tokens) is longer than the model\'s context length (32768 tokens)."}',
  ],
  ['llama.cpp', 400, '{"error":{"message":"the request exceeds the available context size"}}'],
  ['a gateway that fails with 500', 500, '{"error":"Input is too long for requested model."}'],
])('a conversation that does not fit is told apart: %s', (_name, status, text) => {
  expect(error(status, text)).toMatchObject({
    code: 'context_overflow',
    retryable: false,
    upstreamStatus: status,
  });
});

test('a rate limit that counts tokens is no overflow of the context', () => {
  const text = '{"error":{"message":"Request too large: reduce the length of the messages or wait."}}';
  expect(error(429, text)).toMatchObject({ code: 'model_overloaded', upstreamStatus: 429 });
});

test('an account without credit is not worth another try, though the status is 429', () => {
  expect(error(429, fixture('error-quota.json').toString())).toMatchObject({ code: 'model_rejected' });
});

test.each([
  ['error-401.json', 401, 'Incorrect API key provided: ***. You can find your key in the console.'],
  ['error-404.json', 404, 'Not Found'],
  ['error-429.json', 429, 'Rate limit reached'],
])('%s: the provider speaks, without the key', (name, status, said) => {
  const made = error(status, fixture(name).toString());
  expect(made.message).toBe(`The model server api.test answered ${status}: ${said}`);
});

test('long messages are shortened, pages of proxies left out', () => {
  expect(error(400, fixture('error-400.json').toString()).message.length).toBeLessThan(360);
  expect(error(502, '<html>secret</html>').message).toBe('The model server api.test answered 502.');
  expect(error(400, 'no Bearer abc123def please').message).toContain('no Bearer *** please');
});

test.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
  [{ 'retry-after-ms': 'soon', 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9000],
  [{}, undefined],
])('%j asks to wait %s ms', (headers, expected) => {
  expect(retryAfterMs(headers, NOW)).toBe(expected);
});

test('the wish of the server travels with the error', () => {
  expect(error(429, '', { 'retry-after': '7' }).retryAfterMs).toBe(7000);
  expect(error(401, '', { 'retry-after': '7' }).retryAfterMs).toBeUndefined();
});
