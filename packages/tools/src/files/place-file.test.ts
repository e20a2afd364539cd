import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { placeFile } from './place-file.ts';

let base = '';
let work = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'nex-place-'));
  work = await mkdtemp(join(base, 'work-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

it('writes the file with the folders above it, also twice', async () => {
  expect(await placeFile(work, 'a/b/c.txt', 'one')).toBe('/workspace/a/b/c.txt');
  await placeFile(work, 'a/b/c.txt', 'two');
  expect(await readFile(join(work, 'a/b/c.txt'), 'utf8')).toBe('two');
});

it('follows no link out of the workspace', async () => {
  await symlink(base, join(work, 'out'));
  await writeFile(join(base, 'secret'), 'old');
  await symlink(join(base, 'secret'), join(work, 'file'));
  for (const path of ['out/x', 'out/a/x', 'file', '../x']) {
    await expect(placeFile(work, path, 'new')).rejects.toMatchObject({ code: 'conflict' });
  }
  expect(await readFile(join(base, 'secret'), 'utf8')).toBe('old');
  expect(await readdir(base)).toHaveLength(2);
});

it('tells what is in the way without a path of the host', async () => {
  await writeFile(join(work, 'a'), '');
  const refused = placeFile(work, 'a/b', 'x');
  await expect(refused).rejects.toMatchObject({ code: 'conflict' });
  await expect(refused).rejects.not.toThrow(base);
});
