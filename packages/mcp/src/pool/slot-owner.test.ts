import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownerOf, takeFolder } from './slot-owner.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-owner-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (owner: object) => writeFile(join(folder, 'owner.json'), JSON.stringify(owner));

test('nobody owns an empty folder; who takes it lives', async () => {
  expect(await ownerOf(folder)).toBeUndefined();
  using _owner = await takeFolder(folder);
  expect(await ownerOf(folder)).toEqual({ gone: false, here: true });
});

test('a process of this host is gone when its id means another one', async () => {
  await write({ pid: process.pid, startedAt: 'long ago' });
  expect(await ownerOf(folder)).toEqual({ gone: true, here: true });
});

test('one of another host lives as long as it shows itself, whatever runs here under its id', async () => {
  await write({ pid: process.pid, startedAt: 'long ago', host: 'another-host' });
  expect(await ownerOf(folder)).toEqual({ gone: false, here: false });
  const before = new Date(Date.now() - 60_000);
  await utimes(join(folder, 'owner.json'), before, before);
  expect(await ownerOf(folder)).toEqual({ gone: true, here: false });
});
