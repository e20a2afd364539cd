/** A folder of the host as a source of files. Nothing outside the folder is read, and no host path is told. */
import { open, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { NexError } from '@nex/core';
import { type FileSource, fileTooLarge, leavesSource, MAX_FILE_BYTES, resolvePath } from './file-source.ts';

/** Follows symbolic links only as long as they stay inside `root`. */
export function directorySource(root: string): FileSource {
  return {
    async read(path) {
      const inside = resolvePath('', path);
      try {
        const realRoot = await realpath(resolve(root));
        const target = await realpath(join(realRoot, ...inside.split('/')));
        const fromRoot = relative(realRoot, target);
        if (fromRoot === '..' || fromRoot.startsWith(`..${sep}`)) throw leavesSource(inside);
        await using file = await open(target, 'r');
        const stat = await file.stat();
        if (!stat.isFile()) return undefined;
        if (stat.size > MAX_FILE_BYTES) throw fileTooLarge(inside);
        return decodeText(await file.readFile(), inside);
      } catch (thrown) {
        if (thrown instanceof NexError) throw thrown;
        if (isMissing(thrown)) return undefined;
        throw new NexError('config_invalid', `"${inside}" cannot be read.`, { where: inside, cause: thrown });
      }
    },
  };
}

function isMissing(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
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
