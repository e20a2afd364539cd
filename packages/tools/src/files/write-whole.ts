/** Writes files of the workspace whole: a reader sees the old content or the new, never a part. */
import { randomUUID } from 'node:crypto';
import { constants, open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ensureFolder, openFolder } from './verified-open.ts';

const DEFAULT_MODE = 0o644;

/** Makes the folders above the file. `mode` is that of the file which is replaced, so that it stays executable. */
export async function writeWhole(
  hostPath: string,
  content: string | Uint8Array,
  options: { signal: AbortSignal; mode?: number },
): Promise<void> {
  const { signal, mode = DEFAULT_MODE } = options;
  await using folder = await ensureFolder(dirname(hostPath));
  const part = folder.entry(`.nex-${randomUUID()}.part`);
  try {
    {
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
      await using file = await open(part, flags, mode);
      await file.writeFile(content, { signal });
      if (mode !== DEFAULT_MODE) await file.chmod(mode);
    }
    await rename(part, folder.entry(basename(hostPath)));
  } catch (thrown) {
    await rm(part, { force: true });
    throw thrown;
  }
}

/** Removes a file or link; throws when there is none. */
export async function removeFile(hostPath: string): Promise<void> {
  await using folder = await openFolder(dirname(hostPath));
  await rm(folder.entry(basename(hostPath)));
}
