/** The files of an agent as a folder of the host, for a sandbox to mount. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { NexError } from '@nex/core';
import { makePrivateDirectory, removePrivateDirectory } from '../sandbox/private-directory.ts';

export interface BundleFolder extends AsyncDisposable {
  directory: string;
}

/** `files`: paths relative to the bundle. Disposing removes the folder. Throws `bundle_invalid` for a path that leads out. */
export async function writeBundle(files: Iterable<{ path: string; content: string }>): Promise<BundleFolder> {
  const directory = await makePrivateDirectory('nex-bundle-');
  const remove = () => removePrivateDirectory(directory);
  try {
    for (const { path, content } of files) {
      const normal = posix.normalize(path);
      if (normal.startsWith('/') || normal.startsWith('..') || normal.includes('\0')) {
        throw new NexError('bundle_invalid', 'A path of the bundle leads out of it.', { where: path });
      }
      const target = join(directory, normal);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { flag: 'wx' });
    }
    return { directory, [Symbol.asyncDispose]: remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}
