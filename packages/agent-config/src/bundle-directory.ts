/** Bundles as folders: the form that people edit. Names that start with a dot are not part of a bundle. */
import { mkdir, open, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BundleFile, boundary, NexError } from '@nex/core';
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_FILES, sortFiles, validateBundle } from './bundle.ts';
import { decodeText } from './directory-source.ts';

/** Makes the folder; `conflict` when it already holds anything. */
export async function writeBundleDirectory(files: readonly BundleFile[], directory: string): Promise<void> {
  validateBundle(files);
  await boundary('internal', 'The bundle could not be written to the folder.', async () => {
    await mkdir(directory, { recursive: true });
    if ((await readdir(directory)).length > 0) {
      throw new NexError('conflict', 'The folder already holds files.', {
        hint: 'Name a new or an empty folder.',
      });
    }
    for (const { path, content } of files) {
      const target = join(directory, ...path.split('/'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { flag: 'wx' });
    }
  });
}

/** The files of the folder, sorted by path and valid as a bundle. Symbolic links are refused. */
export async function readBundleDirectory(directory: string): Promise<BundleFile[]> {
  return boundary('internal', 'The folder could not be read.', async () => {
    const info = await stat(directory).catch(() => undefined);
    if (!info?.isDirectory()) {
      throw new NexError('not_found', 'There is no such folder.', {
        hint: 'Name the folder of a framework.',
      });
    }
    const files: BundleFile[] = [];
    await collect(directory, '', files, { bytes: 0 });
    validateBundle(files);
    return sortFiles(files);
  });
}

async function collect(
  root: string,
  folder: string,
  files: BundleFile[],
  total: { bytes: number },
): Promise<void> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      await collect(root, path, files, total);
      continue;
    }
    if (!entry.isFile()) {
      throw new NexError('bundle_invalid', `"${path}" is neither a file nor a folder.`, {
        where: path,
        hint: 'Replace links by the files that they point to.',
      });
    }
    await using file = await open(join(root, path), 'r');
    total.bytes += (await file.stat()).size;
    if (files.length >= MAX_BUNDLE_FILES || total.bytes > MAX_BUNDLE_BYTES) {
      throw new NexError('too_large', 'The folder holds more than a bundle may.', {
        where: path,
        hint: `At most ${MAX_BUNDLE_FILES} files and ${MAX_BUNDLE_BYTES} bytes; name the folder of one framework.`,
      });
    }
    files.push({ path, content: decodeText(await file.readFile(), path) });
  }
}
