import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asText, logTail } from './log-tail.ts';

test.each([
  ['{"level":"error","msg":"no database","time":1}', 'error: no database'],
  ['{"level":50,"msg":"failed","err":{"message":"connection refused"}}', '50: failed (connection refused)'],
  ['{"msg":"up"}', 'up'],
  [
    '{"level":"fatal","message":"No database.","hint":"Set DATABASE_URL."}',
    'fatal: No database. Set DATABASE_URL.',
  ],
  ['SyntaxError: Unexpected token', 'SyntaxError: Unexpected token'],
  ['{"no":"message"}', '{"no":"message"}'],
  ['\u001b[31mred\u001b[0m', '[31mred[0m'],
])('%j reads %j', (line, text) => {
  expect(asText(line)).toBe(text);
});

test('only the last lines of a long log are read, whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nex-log-'));
  const file = join(folder, 'x.log');
  await writeFile(file, Array.from({ length: 5_000 }, (_, n) => `line number ${n}\n`).join(''));
  expect(await logTail(file, 3)).toEqual(['line number 4997', 'line number 4998', 'line number 4999']);
  await rm(folder, { recursive: true });
});

test('no log, no lines', async () => {
  expect(await logTail('/nonexistent/x.log')).toEqual([]);
});
