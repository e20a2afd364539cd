/**
 * Where the loader reads from. Every path is inside the source: relative, forward slashes, no way out; a leading
 * slash means the root of the source, never of the host.
 */
import { type BundleFile, NexError } from '@nex/core';

/** Largest file that a source gives, in bytes of UTF-8. */
export const MAX_FILE_BYTES = 2_000_000;

export interface FileSource {
  /**
   * Text of the file at a normalized path, `undefined` when there is no such file. Throws `config_invalid` when the
   * path leads out of the source or the file is not text, `too_large` above `MAX_FILE_BYTES`.
   */
  read(path: string): Promise<string | undefined>;
}

/** The files of a bundle, held in memory. */
export function bundleSource(files: readonly BundleFile[]): FileSource {
  const byPath = new Map(files.map((file) => [file.path, file.content]));
  return {
    async read(path) {
      const content = byPath.get(resolvePath('', path));
      if (content !== undefined && Buffer.byteLength(content) > MAX_FILE_BYTES) throw fileTooLarge(path);
      return content;
    },
  };
}

/** Folder of a path inside the source; empty for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The normalized path that `reference` means to a file in `folder`; `where` is who refers, for the error. */
export function resolvePath(folder: string, reference: string, where = reference): string {
  if (reference.includes('\0') || reference.includes('\\') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference)) {
    throw new NexError('config_invalid', `"${reference}" is not a path inside the source.`, {
      where,
      hint: 'Use a relative path with forward slashes.',
    });
  }
  const segments = reference.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const segment of reference.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) throw leavesSource(reference, where);
  }
  return segments.join('/');
}

export function leavesSource(path: string, where = path): NexError {
  return new NexError('config_invalid', `"${path}" leads out of the folder that the files lie in.`, {
    where,
    hint: 'Keep every referenced file inside the same folder tree.',
  });
}

export function fileTooLarge(path: string): NexError {
  return new NexError('too_large', `"${path}" is larger than ${MAX_FILE_BYTES} bytes.`, { where: path });
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
