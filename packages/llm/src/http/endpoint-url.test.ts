import { expect, test } from 'vitest';
import { endpointUrl } from './endpoint-url.ts';

test.each<[string, string, string | undefined, string]>([
  ['https://api.test', 'messages', 'v1', 'https://api.test/v1/messages'],
  ['https://api.test/v1', 'messages', 'v1', 'https://api.test/v1/messages'],
  ['https://api.test/anthropic/', 'messages', 'v1', 'https://api.test/anthropic/v1/messages'],
  ['https://api.test/v1/', 'responses', undefined, 'https://api.test/v1/responses'],
  ['https://api.test', 'responses', undefined, 'https://api.test/responses'],
  ['https://api.test', 'models/m:x?alt=sse', 'v1beta', 'https://api.test/v1beta/models/m:x?alt=sse'],
  ['https://api.test/v1beta2', 'models/m:x', 'v1beta', 'https://api.test/v1beta2/models/m:x'],
  ['https://api.test/v1?version=3', 'x?alt=sse', 'v1', 'https://api.test/v1/x?version=3&alt=sse'],
  ['https://user:secret@api.test/v1', 'x', 'v1', 'https://api.test/v1/x'],
])('%s with %s of %s', (base, path, version, expected) => {
  expect(endpointUrl(base, version === undefined ? { path } : { path, version })).toBe(expected);
});

test('a base URL that is none', () => {
  expect(() => endpointUrl('localhost', { path: 'x' })).toThrow(
    expect.objectContaining({ code: 'config_invalid' }),
  );
});
