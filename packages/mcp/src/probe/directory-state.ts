/** The files of a directory: what they are, how two states differ, and putting an earlier state back. */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Path → digest. Large files are known by their size. */
export type DirectoryState = ReadonlyMap<string, string>;

const LARGE_BYTES = 4 * 1024 * 1024;

export async function directoryState(directory: string): Promise<DirectoryState> {
  const state = new Map<string, string>();
  const rows = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const row of rows) {
    if (!row.isFile()) continue;
    const path = join(row.parentPath, row.name);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes) state.set(path.slice(directory.length + 1), digest(bytes));
  }
  return state;
}

/** Paths that were added, removed or changed, sorted. */
export function changedPaths(before: DirectoryState, after: DirectoryState): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).toSorted();
}

/** Makes the directory's content that of `from`, without replacing the directory itself. */
export async function restoreDirectory(directory: string, from: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory))
    await rm(join(directory, name), { recursive: true, force: true });
  await cp(from, directory, { recursive: true, preserveTimestamps: true });
}

function digest(bytes: Buffer): string {
  if (bytes.length > LARGE_BYTES) return `${bytes.length} bytes`;
  return createHash('sha256').update(bytes).digest('hex');
}
