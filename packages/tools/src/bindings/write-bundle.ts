/** The files of an agent as a folder of the host, for a sandbox to mount. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { NexError } from '@nex/core';

export interface BundleFolder extends AsyncDisposable {
  directory: string;
}

/** `files`: paths relative to the bundle. Disposing removes the folder. Throws `bundle_invalid` for a path that leads out. */
export async function writeBundle(files: Iterable<{ path: string; content: string }>): Promise<BundleFolder> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'nex-bundle-'));
  const remove = () => rm(directory, { recursive: true, force: true });
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
