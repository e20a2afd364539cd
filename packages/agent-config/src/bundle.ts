/** Bundles as lists of files: their address by content, and the limits that every bundle keeps. */
import { type BundleFile, BundlePath, NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { MAX_FILE_BYTES } from './file-source.ts';

export const MAX_BUNDLE_FILES = 400;
/** Over all files, in bytes of UTF-8. */
export const MAX_BUNDLE_BYTES = 8 * 1024 * 1024;

/** Digest of the canonical JSON of `[path, content]` pairs sorted by path: the order of the files does not matter. */
export function bundleDigest(files: readonly BundleFile[]): string {
  return digestJson(sortFiles(files).map((file) => [file.path, file.content]));
}

/** By code units of the path. */
export function sortFiles(files: readonly BundleFile[]): BundleFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/**
 * Throws `too_large` above the limits and `bundle_invalid` for a path that is unsafe, doubled (also by case alone) or
 * both a file and a folder, and for content that is not text. What passes can be written to any file system and read
 * back the same.
 */
export function validateBundle(files: readonly BundleFile[]): void {
  if (files.length > MAX_BUNDLE_FILES) {
    throw new NexError(
      'too_large',
      `The bundle has ${files.length} files; at most ${MAX_BUNDLE_FILES} are allowed.`,
    );
  }
  let bytes = 0;
  const paths = new Set<string>();
  const folders = new Set<string>();
  for (const { path, content } of files) {
    checkPath(path);
    const folded = path.toLowerCase();
    if (paths.has(folded))
      throw invalid(path, `There are two files "${path}".`, 'Paths must differ beyond case.');
    paths.add(folded);
    const segments = folded.split('/');
    for (let end = 1; end < segments.length; end += 1) folders.add(segments.slice(0, end).join('/'));
    if (content.includes('\0') || !content.isWellFormed()) {
      throw invalid(path, `"${path}" is not text.`, 'A bundle holds text files in UTF-8 only.');
    }
    const size = Buffer.byteLength(content);
    bytes += size;
    if (size > MAX_FILE_BYTES || bytes > MAX_BUNDLE_BYTES) {
      const limit =
        size > MAX_FILE_BYTES ? `${MAX_FILE_BYTES} bytes a file` : `${MAX_BUNDLE_BYTES} bytes together`;
      throw new NexError('too_large', `The bundle is too large: at most ${limit} are allowed.`, {
        where: path,
      });
    }
  }
  for (const { path } of files) {
    if (folders.has(path.toLowerCase()))
      throw invalid(path, `"${path}" is a file and a folder.`, 'Rename one.');
  }
}

function checkPath(path: string): void {
  const parts = path.split('/');
  const isSafe =
    BundlePath.safeParse(path).success && parts.every((part) => part !== '' && !part.startsWith('.'));
  if (isSafe) return;
  const hint = 'Use a relative path of letters, digits, ".", "_", "-" and "/"; no part may start with a dot.';
  throw invalid(path, `"${path}" is not a path that a bundle may hold.`, hint);
}

function invalid(where: string, message: string, hint: string): NexError {
  return new NexError('bundle_invalid', message, { where, hint });
}
