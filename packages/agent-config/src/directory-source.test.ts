import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directorySource } from './directory-source.ts';
import { bundleSource, MAX_FILE_BYTES, MAX_LISTED_FILES } from './file-source.ts';

let base = '';
let root = '';
beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'nex-source-')));
  root = join(base, 'root');
  await mkdir(join(root, 'sub'), { recursive: true });
  await writeFile(join(root, 'sub', 'a.yaml'), 'é');
  await writeFile(join(base, 'secret'), 'secret');
  await writeFile(join(root, 'bytes'), Buffer.from([0xff]));
  await writeFile(join(root, 'large'), Buffer.alloc(MAX_FILE_BYTES + 1, 'x'));
  await symlink('sub/a.yaml', join(root, 'link'));
  await symlink('../secret', join(root, 'out'));
  await symlink(base, join(root, 'up'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

describe('directorySource', () => {
  it.each([
    ['sub/a.yaml', 'é'],
    ['/sub/./a.yaml', 'é'],
    ['sub/../link', 'é'],
    ['none', undefined],
    ['sub/a.yaml/x', undefined],
    ['sub', undefined],
  ])('%s', async (path, text) => {
    expect(await directorySource(root).read(path)).toBe(text);
  });

  it.each([
    ['../secret', 'config_invalid'],
    ['sub/../../secret', 'config_invalid'],
    ['out', 'config_invalid'],
    ['up/secret', 'config_invalid'],
    ['a\0b', 'config_invalid'],
    ['a\\b', 'config_invalid'],
    ['C:/x', 'config_invalid'],
    ['bytes', 'config_invalid'],
    ['large', 'too_large'],
  ])('refuses %j with %s, without the host path', async (path, code) => {
    await expect(directorySource(root).read(path)).rejects.toMatchObject({
      code,
      message: expect.not.stringContaining(base),
      where: expect.not.stringContaining(base),
    });
  });
});

describe('list', () => {
  const files = bundleSource(['b/x.md', 'a.md', 'b/c/y.md', 'bc.md'].map((path) => ({ path, content: '' })));
  it.each([
    ['', ['a.md', 'b/c/y.md', 'b/x.md', 'bc.md']],
    ['b', ['b/c/y.md', 'b/x.md']],
    ['/b/./c/', ['b/c/y.md']],
    ['none', []],
    ['a.md', []],
  ])('of a bundle: %j', async (folder, paths) => {
    expect(await files.list(folder)).toEqual(paths);
  });

  it.each([
    ['', ['bytes', 'large', 'sub/a.yaml']],
    ['sub', ['sub/a.yaml']],
    ['none', []],
    ['bytes', []],
  ])('of a folder, without links: %j', async (folder, paths) => {
    expect(await directorySource(root).list(folder)).toEqual(paths);
  });

  it.each(['..', 'up', 'sub/../../x', 'C:/'])('refuses %s', async (folder) => {
    await expect(directorySource(root).list(folder)).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it('is bounded', async () => {
    const many = bundleSource(
      Array.from({ length: MAX_LISTED_FILES + 1 }, (_, i) => ({ path: `f${i}`, content: '' })),
    );
    await expect(many.list('')).rejects.toMatchObject({ code: 'too_large' });
  });
});

it('bundleSource reads by normalized path and refuses to leave', async () => {
  const source = bundleSource([{ path: 'a/b.md', content: 'x' }]);
  expect(await source.read('./a//b.md')).toBe('x');
  expect(await source.read('a')).toBeUndefined();
  await expect(source.read('../a/b.md')).rejects.toMatchObject({ code: 'config_invalid' });
});
