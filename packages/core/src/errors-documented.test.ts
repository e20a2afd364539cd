import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ERROR_CODES } from './error-codes.ts';

test('docs/errors.md is the table of codes', async () => {
  const text = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \| (yes|no) \| (.+) \|$/gm)].map(
    (match) => match.slice(1),
  );
  const expected = Object.entries(ERROR_CODES).map(([code, { http, grpc, retryable, meaning }]) => [
    code,
    String(http),
    String(grpc),
    retryable ? 'yes' : 'no',
    meaning,
  ]);
  expect(documented).toEqual(expected);
});
