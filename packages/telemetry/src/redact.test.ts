import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from './redact.ts';

test.each([
  ['a key', 'use sk-abcdefghijklmnop1234 here', 'use [redacted] here'],
  ['a header', 'Authorization: Bearer abc.def.ghi123', 'Authorization: Bearer [redacted]'],
  ['a web token', 'got eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl', 'got [redacted]'],
  ['a URL', 'postgres://user:pass@host/db', 'postgres://[redacted]@host/db'],
  ['JSON', '{"api_key":"hunter22","b":1}', '{"api_key":"[redacted]","b":1}'],
  ['JSON in JSON', '{\\"password\\":\\"hunter22\\"}', '{\\"password\\":\\"[redacted]\\"}'],
  ['an environment', 'CLIENT_SECRET=hunter22\nA=1', 'CLIENT_SECRET=[redacted]\nA=1'],
  ['nothing', 'The password is not here. Skip it.', 'The password is not here. Skip it.'],
])('%s', (_name, text, clean) => {
  expect(redact(text)).toBe(clean);
});

test('a text that was cleaned stays as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const clean = redact(text);
      expect(redact(clean)).toBe(clean);
    }),
  );
});
