/** Reads a folder of agent files as a bundle, and writes a bundle as a folder. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type BundleFile, BundlePath, NexError } from '@nex/core';

/** Files below the folder in order of path; names that begin with a dot are left out. */
export async function readBundleDirectory(folder: string): Promise<BundleFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new NexError('not_found', 'There is no such folder.', {
      where: folder,
      hint: 'Give the folder that holds framework.yaml, as `nex generate --out` writes it.',
    });
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .sort();
  return Promise.all(
    paths.map(async (path) => {
      if (!BundlePath.safeParse(path).success) {
        throw new NexError(
          'bundle_invalid',
          'The name of the file has characters that a bundle does not take.',
          {
            where: path,
            hint: 'Use letters, digits, dot, underscore and hyphen.',
          },
        );
      }
      return { path, content: await readFile(join(folder, path), 'utf8') };
    }),
  );
}

/** Makes the folder. Files of other names that lie in it stay. */
export async function writeBundleDirectory(folder: string, files: readonly BundleFile[]): Promise<void> {
  for (const { path, content } of files) {
    const target = join(folder, BundlePath.parse(path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
