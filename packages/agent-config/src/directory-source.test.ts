import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directorySource } from './directory-source.ts';
import { bundleSource, MAX_FILE_BYTES } from './file-source.ts';

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

it('bundleSource reads by normalized path and refuses to leave', async () => {
  const source = bundleSource([{ path: 'a/b.md', content: 'x' }]);
  expect(await source.read('./a//b.md')).toBe('x');
  expect(await source.read('a')).toBeUndefined();
  await expect(source.read('../a/b.md')).rejects.toMatchObject({ code: 'config_invalid' });
});
