/**
 * Opens what a resolved path names, and nothing else. Commands of the run may change the workspace at any time, so a
 * folder can become a link between resolving and opening; what was opened is therefore asked for its own path, and
 * further steps start from the opened folder.
 */
import { constants, type FileHandle, mkdir, open, readlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** Opened without following a link, and without waiting for a pipe's other end. The caller closes it. */
export async function openVerified(hostPath: string, flags: number): Promise<FileHandle> {
  const handle = await open(hostPath, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    await verify(handle, hostPath);
    return handle;
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

export interface OpenFolder extends AsyncDisposable {
  /** A path that stays within this folder even when the folder's own path becomes a link. */
  entry(name: string): string;
  /** The folder itself, as such a path. */
  readonly path: string;
}

/** The caller disposes it. */
export async function openFolder(hostPath: string): Promise<OpenFolder> {
  return asFolder(await openVerified(hostPath, constants.O_RDONLY | constants.O_DIRECTORY), hostPath);
}

/** Opens the folder, making it and what is missing above it. */
export async function ensureFolder(hostPath: string): Promise<OpenFolder> {
  try {
    return await openFolder(hostPath);
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    if (!isMissing || dirname(hostPath) === hostPath) throw thrown;
  }
  await using parent = await ensureFolder(dirname(hostPath));
  await mkdir(parent.entry(basename(hostPath))).catch((thrown: unknown) => {
    const isThere = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
    if (!isThere) throw thrown;
  });
  return await openFolder(hostPath);
}

const HANDLES = '/proc/self/fd';
const hasHandlePaths = (): boolean => process.platform === 'linux';

function asFolder(handle: FileHandle, hostPath: string): OpenFolder {
  const path = hasHandlePaths() ? `${HANDLES}/${handle.fd}` : hostPath;
  return {
    path,
    entry: (name) => `${path}/${name}`,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function verify(handle: FileHandle, hostPath: string): Promise<void> {
  if (!hasHandlePaths()) return;
  if ((await readlink(`${HANDLES}/${handle.fd}`)) !== hostPath) {
    throw Object.assign(new Error('The path changed while it was opened.'), { code: 'ELOOP' });
  }
}
