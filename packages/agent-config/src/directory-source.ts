/** A folder of the host as a source of files. Nothing outside the folder is read, and no host path is told. */
import { open, readdir, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { NexError } from '@nex/core';
import {
  type FileSource,
  fileTooLarge,
  MAX_FILE_BYTES,
  MAX_LISTED_FILES,
  tooManyFiles,
} from './file-source.ts';
import { leavesSource, resolveInside } from './source-path.ts';

/**
 * Follows symbolic links only as long as they stay inside `root`. A listing leaves out links, names that start with
 * a dot, and `node_modules`.
 */
export function directorySource(root: string): FileSource {
  return {
    async read(path) {
      const inside = resolveInside('', path);
      return readable(inside, undefined, async () => {
        await using file = await open(await locate(root, inside), 'r');
        const stat = await file.stat();
        if (!stat.isFile()) return undefined;
        if (stat.size > MAX_FILE_BYTES) throw fileTooLarge(inside);
        return decodeText(await file.readFile(), inside);
      });
    },
    async list(folder) {
      const inside = resolveInside('', folder);
      return readable(inside, [], async () => {
        const paths: string[] = [];
        await collect(await locate(root, inside), inside, paths);
        return paths.sort();
      });
    },
  };
}

/** The path on the host; throws when it leads out of `root`. */
async function locate(root: string, inside: string): Promise<string> {
  const realRoot = await realpath(resolve(root));
  const target = await realpath(join(realRoot, ...inside.split('/')));
  const fromRoot = relative(realRoot, target);
  if (fromRoot === '..' || fromRoot.startsWith(`..${sep}`)) throw leavesSource(inside);
  return target;
}

async function collect(directory: string, folder: string, paths: string[]): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) await collect(join(directory, entry.name), path, paths);
    else if (entry.isFile()) paths.push(path);
    if (paths.length > MAX_LISTED_FILES) throw tooManyFiles(folder);
  }
}

/** What `read` gives, or `missing` when there is nothing at the path. No error tells a path of the host. */
async function readable<T>(inside: string, missing: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof NexError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return missing;
    throw new NexError('config_invalid', `"${inside}" cannot be read.`, { where: inside, cause: thrown });
  }
}

/** UTF-8 to the byte: keeps a byte-order mark, refuses what is not text. */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    throw new NexError('config_invalid', `"${path}" is not a text file in UTF-8.`, {
      where: path,
      cause: thrown,
    });
  }
}
