/**
 * Folders of test servers carry the process id of the test run that made them. A run that was killed could not
 * clean up after itself: the next one does.
 */
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder `<prefix><pid>-<random>` in the folder, by default the one for temporary files. */
export function makeRunFolder(prefix: string, folder = tmpdir()): Promise<string> {
  return mkdtemp(join(folder, `${prefix}${process.pid}-`));
}

/** The folders of the prefix whose run is no more. */
export async function findLeftovers(prefix: string, folder = tmpdir()): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(prefix));
  return names
    .filter((name) => !isAlive(Number.parseInt(name.slice(prefix.length), 10)))
    .map((name) => join(folder, name));
}

function isAlive(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
