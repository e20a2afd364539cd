/** Whether something is at a place of the host, a link that leads nowhere among it. */
import { lstat } from 'node:fs/promises';

/** Throws when the file system does not tell. */
export async function isThere(hostPath: string): Promise<boolean> {
  try {
    await lstat(hostPath);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return false;
    throw thrown;
  }
}
