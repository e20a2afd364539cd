import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBundleDirectory, writeBundleDirectory } from './bundle-directory.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-bundle-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what is written is read back, in order of path, without hidden files', async () => {
  const files = [
    { path: 'agents/clerk.yaml', content: 'type: agent\nname: büro\n' },
    { path: 'framework.yaml', content: 'type: framework\n' },
  ];
  await writeBundleDirectory(folder, files.toReversed());
  await writeFile(join(folder, '.DS_Store'), 'x');
  expect(await readBundleDirectory(folder)).toEqual(files);
});

test('a path that leads out of the folder is refused', async () => {
  await expect(writeBundleDirectory(folder, [{ path: '../x', content: '' }])).rejects.toThrow();
});

test('a name that a bundle does not take is named', async () => {
  await writeFile(join(folder, 'a b.yaml'), '');
  await expect(readBundleDirectory(folder)).rejects.toMatchObject({
    code: 'bundle_invalid',
    where: 'a b.yaml',
  });
});
