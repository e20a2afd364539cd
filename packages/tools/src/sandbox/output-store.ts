/**
 * The folder `.nex/outputs` of a workspace, where outputs are kept whole. The platform writes there from outside of the
 * sandbox, so a link that a command of an earlier sandbox left in its place is refused, and files are only ever created.
 */
import { constants, type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { WORKSPACE_ALIAS } from '../workspace.ts';

/** Folder of the workspace that belongs to the platform. */
export const PLATFORM_FOLDER = '.nex';
const OUTPUTS = `${PLATFORM_FOLDER}/outputs`;

export interface OutputStore {
  /** Creates a file. `name` must be new. */
  create(name: string): Promise<FileHandle>;
  /** Name of the file for texts. */
  shownPath(name: string): string;
}

/** Makes the folders; throws `conflict` when something else is in their place. */
export async function openOutputStore(workspaceDirectory: string): Promise<OutputStore> {
  for (const folder of [PLATFORM_FOLDER, OUTPUTS]) {
    const path = join(workspaceDirectory, folder);
    await mkdir(path).catch(() => {});
    const stat = await lstat(path).catch(() => undefined);
    if (!stat?.isDirectory()) {
      throw new NexError('conflict', `The workspace has no folder "${folder}" for outputs.`, {
        hint: `Remove what stands at "${folder}" in the workspace, and make the workspace writable.`,
      });
    }
  }
  const directory = join(workspaceDirectory, OUTPUTS);
  return {
    create: (name) =>
      open(
        join(directory, name),
        constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
        0o644,
      ),
    shownPath: (name) => `${WORKSPACE_ALIAS}/${OUTPUTS}/${name}`,
  };
}
