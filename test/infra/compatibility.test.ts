/** docs/nexau-compatibility.md names tests that are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/nexau-compatibility.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\| (?!---|feature|weakness|\| weakness)/.test(line));

test('every path of the table is there', () => {
  const paths = [...text.matchAll(/`((?:packages|services|test|bench)\/[^`]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('every feature says what became of it, and is shown unless there is none', () => {
  const features = rows.filter((line) => line.split('|').length === 5 && !line.includes('bench/'));
  expect(features.length).toBeGreaterThan(60);
  const unshown = features.filter((line) => !/\.test\.ts`/.test(line));
  expect(unshown.map((line) => line.split('|')[2]?.trim())).toEqual([
    'different: they are not read',
    'as in NexAU: not there',
  ]);
});
