import {
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { directoryWorkspace } from '../workspace.ts';
import { readFileBytes } from './read-file-bytes.ts';
import { ensureFolder, openVerified } from './verified-open.ts';
import { removeFile, writeWhole } from './write-whole.ts';

let base = '';
let root = '';
const signal = new AbortController().signal;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'nex-open-')));
  root = join(base, 'work');
  await mkdir(join(root, 'folder'), { recursive: true });
  await mkdir(join(base, 'outside'));
  await writeFile(join(root, 'folder', 'a.txt'), 'inside');
  await writeFile(join(base, 'outside', 'a.txt'), 'outside');
});
afterEach(() => rm(base, { recursive: true, force: true }));

const refused = { code: expect.stringMatching(/^(ELOOP|ENOTDIR)$/) };

/** What a command of the run can do between resolving a path and opening it. */
async function swapFolder(): Promise<void> {
  await rename(join(root, 'folder'), join(root, 'moved'));
  await symlink(join(base, 'outside'), join(root, 'folder'));
}

it('does not open through a folder that became a link', async () => {
  const path = await directoryWorkspace(root).resolve('folder/a.txt');
  if (!path.ok) throw new Error('The path must resolve.');
  await swapFolder();
  await expect(readFileBytes(path, { signal })).rejects.toMatchObject(refused);
  await expect(writeWhole(path.hostPath, 'x', { signal })).rejects.toMatchObject(refused);
  await expect(writeWhole(join(root, 'folder/new/b'), 'x', { signal })).rejects.toMatchObject(refused);
  await expect(removeFile(path.hostPath)).rejects.toMatchObject(refused);
  expect(await readFile(join(base, 'outside', 'a.txt'), 'utf8')).toBe('outside');
});

it('does not follow a link at the end, nor wait for a pipe', async () => {
  await symlink('a.txt', join(root, 'folder', 'link'));
  await expect(openVerified(join(root, 'folder', 'link'), constants.O_RDONLY)).rejects.toMatchObject(refused);
});

it('an open folder stays the folder that it was', async () => {
  await using folder = await ensureFolder(join(root, 'folder'));
  await swapFolder();
  expect(await readFile(folder.entry('a.txt'), 'utf8')).toBe('inside');
});

it('a write replaces a link instead of following it, and leaves no part behind', async () => {
  await symlink(join(base, 'outside', 'a.txt'), join(root, 'link'));
  await writeWhole(join(root, 'link'), 'new', { signal });
  expect(await readFile(join(base, 'outside', 'a.txt'), 'utf8')).toBe('outside');
  await expect(writeWhole(join(root, 'folder'), 'x', { signal })).rejects.toMatchObject({ code: 'EISDIR' });
  await expect(writeWhole(join(root, 'b'), 'x', { signal: AbortSignal.abort() })).rejects.toThrow();
  expect((await readdir(root)).toSorted()).toEqual(['folder', 'link']);
});

it('keeps the mode that it is given', async () => {
  await writeWhole(join(root, 'run.sh'), '#!/bin/sh\n', { signal, mode: 0o755 });
  expect((await stat(join(root, 'run.sh'))).mode & 0o777).toBe(0o755);
});
