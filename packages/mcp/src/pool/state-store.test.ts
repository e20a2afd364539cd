import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStateStore } from './state-store.ts';

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'nex-store-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('a new state starts from its seed, goes into the slot and comes back', async () => {
  const path = await directory();
  const store = await openStateStore(path);
  const slot = await store.openSlot('tasks-0');
  await store.moveIn(slot, 'run_1', 'tasks', { 'a/b.json': '[]' });
  expect(await readFile(join(slot.state, 'a/b.json'), 'utf8')).toBe('[]');
  await writeFile(join(slot.state, 'c'), 'c');
  await store.moveOut(slot, 'run_1', 'tasks');
  expect((await readdir(join(path, 'runs/run_1/tasks'))).toSorted()).toEqual(['a', 'c']);
  await store.removeRun('run_1');
  expect(await readdir(join(path, 'runs'))).toEqual([]);
  await store[Symbol.asyncDispose]();
  expect(await readdir(join(path, 'slots'))).toEqual([]);
});

test('what a dead owner holds goes back to its run; what a live one holds does not', async () => {
  const path = await directory();
  const dead = await openStateStore(path);
  const slot = await dead.openSlot('fs-0');
  await dead.moveIn(slot, 'run_1', 'fs', { f: 'dead' });
  const live = await openStateStore(path);
  await live.moveIn(await live.openSlot('fs-0'), 'run_2', 'fs', { f: 'live' });
  // No process has this id: the kernel's limit is lower.
  const owner = join(slot.root, '..', 'owner.json');
  await writeFile(owner, JSON.stringify({ pid: 2 ** 30, startedAt: '1' }));
  const next = await openStateStore(path);
  expect(await readFile(join(await next.stateOf('run_1', 'fs', {}), 'f'), 'utf8')).toBe('dead');
  expect(await readdir(join(path, 'runs/run_2'))).toEqual([]);
  expect(await readdir(join(path, 'slots'))).toHaveLength(2);
});

test('killed before the state was moved in, or after it was moved out, it stays where it is', async () => {
  const path = await directory();
  const store = await openStateStore(path);
  const slot = await store.openSlot('fs-0');
  await store.stateOf('run_1', 'fs', { f: 'x' });
  await writeFile(slot.marker, JSON.stringify({ rootRunId: 'run_1', server: 'fs' }));
  await store[Symbol.asyncDispose]();
  expect(await readFile(join(path, 'runs/run_1/fs/f'), 'utf8')).toBe('x');
});

test('what a server leaves in the slot after its call goes to no run', async () => {
  const path = await directory();
  const store = await openStateStore(path);
  const slot = await store.openSlot('fs-0');
  await store.moveIn(slot, 'run_1', 'fs', { f: '1' });
  await store.moveOut(slot, 'run_1', 'fs');
  await mkdir(slot.state);
  await writeFile(join(slot.state, 'late'), 'of run 1');
  await store.moveIn(slot, 'run_2', 'fs', { f: '2' });
  expect(await readdir(slot.state)).toEqual(['f']);
  await store.moveOut(slot, 'run_2', 'fs');
  await mkdir(slot.state);
  await store.removeRun('run_2');
  await store[Symbol.asyncDispose]();
  expect(await readdir(join(path, 'runs'))).toEqual(['run_1']);
});

test.each(['../x', '', 'a/b', 'x'.repeat(129)])('%j is no run id', async (id) => {
  const store = await openStateStore(await directory());
  await expect(store.stateOf(id, 'fs', {})).rejects.toMatchObject({ code: 'invalid_request' });
});
