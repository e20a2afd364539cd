import { expect, test } from 'vitest';
import { versionOf } from './versions.ts';

const HISTORY = [
  { since_ms: 0, version: 0 },
  { since_ms: 100, version: 3 },
];
const at = (startedAt: number) => ({ startedAt, finishedAt: startedAt + 5 });

test.each([
  [{ ...at(99) }, 0],
  [{ ...at(100) }, 3],
  [{ ...at(99), weightVersion: '7' }, 7],
  [{ ...at(100), weightVersion: 'default' }, 3],
  [{ ...at(-1) }, 0],
])('the version of %j is %i', (answer, version) => {
  expect(versionOf(answer, HISTORY)).toBe(version);
});
