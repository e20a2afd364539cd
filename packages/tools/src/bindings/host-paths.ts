/** Where the host programs and what they run lie inside of a sandbox. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReadOnlyPath } from '../sandbox/sandbox.ts';

export const HOSTS_INSIDE = '/opt/nex/hosts';
export const BUNDLE_INSIDE = '/opt/nex/bundle';
/** Packages lie where Node.js looks for them from the bundle. */
export const NODE_MODULES_INSIDE = '/opt/nex/node_modules';
const PYTHON_ROOTS_INSIDE = '/opt/nex/python-roots';

export interface HostFolders {
  /** Folder of the host with the agent's files, for `ts:./file.ts#export`. */
  bundleDirectory?: string;
  /** Folder of the host that holds `node_modules`, for `npm:package#export`. */
  npmRoot?: string;
  /** Folders of the host that Python modules are imported from, in this order. Absent: no Python tools. */
  pythonRoots?: readonly string[];
}

/** What a sandbox has to be created with so that hosts of custom tools can run in it. */
export function hostReadOnlyPaths(folders: HostFolders): ReadOnlyPath[] {
  const paths = [{ hostPath: fileURLToPath(new URL('./hosts', import.meta.url)), path: HOSTS_INSIDE }];
  if (folders.bundleDirectory !== undefined) {
    paths.push({ hostPath: folders.bundleDirectory, path: BUNDLE_INSIDE });
  }
  if (folders.npmRoot !== undefined) {
    paths.push({ hostPath: join(folders.npmRoot, 'node_modules'), path: NODE_MODULES_INSIDE });
  }
  for (const [index, hostPath] of (folders.pythonRoots ?? []).entries()) {
    paths.push({ hostPath, path: pythonRootInside(index) });
  }
  return paths;
}

export function pythonRootInside(index: number): string {
  return `${PYTHON_ROOTS_INSIDE}/${index}`;
}
