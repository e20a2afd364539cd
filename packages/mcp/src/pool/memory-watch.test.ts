import { expect, test } from 'vitest';
import { MemoryWatch } from './memory-watch.ts';

const MB = 1024 * 1024;

test('a process has grown at twice its first size, but not for a little', async () => {
  const sizes = new Map([
    [1, 50 * MB],
    [2, 200 * MB],
  ]);
  const watch = new MemoryWatch(async (pid) => sizes.get(pid));
  expect(await watch.grown([1, 2, 3])).toEqual([]);
  sizes.set(1, 150 * MB).set(2, 390 * MB);
  expect(await watch.grown([1, 2])).toEqual([]);
  sizes.set(1, 179 * MB).set(2, 401 * MB);
  expect(await watch.grown([1, 2])).toEqual([1, 2]);
});

test('a process that is gone is forgotten, because its id is used again', async () => {
  let bytes = 50 * MB;
  const watch = new MemoryWatch(async () => bytes);
  await watch.grown([1]);
  await watch.grown([]);
  bytes = 500 * MB;
  expect(await watch.grown([1])).toEqual([]);
});

test('the size of this process is known', async () => {
  const watch = new MemoryWatch();
  expect(await watch.grown([process.pid])).toEqual([]);
});
