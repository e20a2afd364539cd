/** What a tree of runs holds on this host: a folder, and state of tool servers. Most runs hold little; they pay for nothing. */
import { mkdir } from 'node:fs/promises';
import { directoryWorkspace, type Workspace } from '@nex/tools';

export interface Holding {
  /** Folder that the tools of all runs of the tree share. */
  readonly directory: string;
  readonly workspace: Workspace;
  /** Makes the folder, for whoever works in it past the workspace. */
  openFolder(): Promise<void>;
  /** Tool servers may keep state of the tree from now on. */
  useServers(): void;
  readonly hasFolder: boolean;
  readonly hasServers: boolean;
}

/** @param everything A worker before this one may have left anything. */
export function createHolding(directory: string, everything: boolean): Holding {
  let hasFolder = everything;
  let hasServers = everything;
  const openFolder = async () => {
    hasFolder = true;
    await mkdir(directory, { recursive: true });
  };
  return {
    directory,
    workspace: directoryWorkspace(directory, { create: openFolder }),
    openFolder,
    useServers() {
      hasServers = true;
    },
    get hasFolder() {
      return hasFolder;
    },
    get hasServers() {
      return hasServers;
    },
  };
}
