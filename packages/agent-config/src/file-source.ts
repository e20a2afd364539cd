/**
 * Where the loader reads from. Every path is inside the source: relative, forward slashes, no way out; a leading
 * slash means the root of the source, never of the host.
 */
import { type BundleFile, NexError } from '@nex/core';
import { resolveInside } from './source-path.ts';

/** Largest file that a source gives, in bytes of UTF-8. */
export const MAX_FILE_BYTES = 2_000_000;
/** Most files that a source lists of one folder. */
export const MAX_LISTED_FILES = 1000;

export interface FileSource {
  /**
   * Text of the file at a normalized path, `undefined` when there is no such file. Throws `config_invalid` when the
   * path leads out of the source or the file is not text, `too_large` above `MAX_FILE_BYTES`.
   */
  read(path: string): Promise<string | undefined>;
  /**
   * Paths of all files below the folder, at any depth, sorted by code units; empty when there is no such folder.
   * Throws `too_large` above `MAX_LISTED_FILES`.
   */
  list(folder: string): Promise<string[]>;
}

/** The files of a bundle, held in memory. */
export function bundleSource(files: readonly BundleFile[]): FileSource {
  const byPath = new Map(files.map((file) => [file.path, file.content]));
  return {
    async read(path) {
      const content = byPath.get(resolveInside('', path));
      if (content !== undefined && Buffer.byteLength(content) > MAX_FILE_BYTES) throw fileTooLarge(path);
      return content;
    },
    async list(folder) {
      const inside = resolveInside('', folder);
      const prefix = inside === '' ? '' : `${inside}/`;
      const paths = [...byPath.keys()].filter((path) => path.startsWith(prefix)).sort();
      if (paths.length > MAX_LISTED_FILES) throw tooManyFiles(inside);
      return paths;
    },
  };
}

export function fileTooLarge(path: string): NexError {
  return new NexError('too_large', `"${path}" is larger than ${MAX_FILE_BYTES} bytes.`, { where: path });
}

export function tooManyFiles(folder: string): NexError {
  return new NexError('too_large', `The folder "${folder}" holds more than ${MAX_LISTED_FILES} files.`, {
    where: folder,
    hint: 'Keep generated files and dependencies out of the folder.',
  });
}

/** Reads a file that another file refers to; that it is missing is an error of the one that refers. */
export async function readReferenced(source: FileSource, path: string, where: string): Promise<string> {
  const text = await source.read(path);
  if (text !== undefined) return text;
  throw new NexError('bundle_invalid', `There is no file "${path}".`, {
    where,
    hint: 'Paths are relative to the file that names them.',
  });
}
