/**
 * The one folder of a run that its tools may touch. Models know it as `/workspace`; the host path behind it appears in
 * no result. Every path is judged after symbolic links are followed.
 */
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import { NexError } from '@nex/core';

/** Name of the workspace's root to the model. */
export const WORKSPACE_ALIAS = '/workspace';
const MAX_PATH_CHARS = 1024;

export interface FoundPath {
  ok: true;
  /** Absolute, without symbolic links; for the file system only, never for a text. */
  hostPath: string;
  /** `/workspace/a/b`, for texts. */
  shownPath: string;
}

export type WorkspacePath = FoundPath | { ok: false; reason: string };

export interface Workspace {
  /**
   * The place that a path of the model means: relative to the root, or absolute below `/workspace`. It need not exist.
   * A path that leads out, by `..` or by a link, is refused.
   */
  resolve(path: string): Promise<WorkspacePath>;
  /** Runs one change after the other, so that two edits of one file that are called at once both last. */
  change<T>(work: () => Promise<T>): Promise<T>;
}

/** `a/b` for `/workspace/a/b`, `''` for the workspace itself. */
export function pathFromRoot(path: FoundPath): string {
  return path.shownPath.slice(WORKSPACE_ALIAS.length + 1);
}

export interface DirectoryWorkspaceOptions {
  /** Makes the folder when it is needed and not there. Without it, the folder must exist when a path is resolved. */
  create?: () => Promise<void>;
}

/** A folder of the host as a workspace. */
export function directoryWorkspace(root: string, options: DirectoryWorkspaceOptions = {}): Workspace {
  let changes: Promise<unknown> = Promise.resolve();
  return {
    change(work) {
      const change = changes.then(work);
      changes = change.catch(() => undefined);
      return change;
    },
    async resolve(path) {
      const inside = insidePath(path);
      if (inside === undefined) return refusal(path);
      const realRoot = await realRootOf(resolve(root), options.create);
      const hostPath = await follow(join(realRoot, inside));
      if (hostPath === undefined || !isWithin(realRoot, hostPath)) return refusal(path);
      const shownPath = inside === '' ? WORKSPACE_ALIAS : `${WORKSPACE_ALIAS}/${inside}`;
      return { ok: true, hostPath, shownPath };
    },
  };
}

async function realRootOf(root: string, create: (() => Promise<void>) | undefined): Promise<string> {
  try {
    return await realpath(root);
  } catch (thrown) {
    if (!create) throw new NexError('unavailable', 'The workspace is not there.', { cause: thrown });
    await create();
    return realpath(root);
  }
}

/** The normalized path below the root, `''` for the root itself, `undefined` when the text leads out. */
function insidePath(path: string): string | undefined {
  if (path.length > MAX_PATH_CHARS || path.includes('\0')) return undefined;
  const below =
    path === WORKSPACE_ALIAS || path.startsWith(`${WORKSPACE_ALIAS}/`)
      ? path.slice(WORKSPACE_ALIAS.length + 1)
      : path;
  if (below.startsWith('/')) return undefined;
  const normal = posix.normalize(below === '' ? '.' : below).replace(/\/+$/, '');
  if (normal === '..' || normal.startsWith('../')) return undefined;
  return normal === '.' ? '' : normal;
}

/** Follows links up to the last part that exists; `undefined` for a link that leads nowhere or a circle of links. */
async function follow(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG') return path;
    if (code !== 'ENOENT') return undefined;
  }
  const isLink = await lstat(path).then(
    (stat) => stat.isSymbolicLink(),
    () => false,
  );
  if (isLink || dirname(path) === path) return undefined;
  const parent = await follow(dirname(path));
  return parent === undefined ? undefined : join(parent, basename(path));
}

function isWithin(root: string, path: string): boolean {
  const from = relative(root, path);
  return from !== '..' && !from.startsWith(`..${sep}`) && !from.startsWith(sep);
}

function refusal(path: string): WorkspacePath {
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  return { ok: false, reason: `The path "${shown}" lies outside ${WORKSPACE_ALIAS}.` };
}
