/** The hosts of custom tools, one of each kind for a run. Each lives until it is disposed, or its sandbox is. */
import { type JsonObject, NexError } from '@nex/core';
import type { Sandbox } from '../sandbox/sandbox.ts';
import {
  BUNDLE_INSIDE,
  HOSTS_INSIDE,
  type HostFolders,
  NODE_MODULES_INSIDE,
  pythonRootInside,
} from './host-paths.ts';
import { createToolHost, type ToolHost } from './tool-host.ts';

export interface HostOptions {
  /** Created with the paths of `hostReadOnlyPaths`. Opened at the first call. */
  sandbox: () => Promise<Sandbox>;
}

/** Runs JavaScript and TypeScript. The sandbox has a Node.js 26. */
export function createNodeHost({ sandbox }: HostOptions): ToolHost {
  return createToolHost(async () => {
    const place = await sandbox();
    const { node } = place.programs;
    if (node === undefined) throw new NexError('unavailable', 'The sandbox has no Node.js.');
    const script = `${place.pathInside(HOSTS_INSIDE)}/node-host.mjs`;
    const folders = [BUNDLE_INSIDE, NODE_MODULES_INSIDE].map((path) => place.pathInside(path));
    return place.spawn(node, ['--no-warnings', '--experimental-import-meta-resolve', script, ...folders]);
  });
}

export interface PythonHostOptions extends HostOptions {
  /** The folders that the sandbox was created with. Python tools are off while there are none. */
  folders: HostFolders;
  /** What `agent_state` and `ctx` tell of the run: `agent_name`, `agent_id`, `run_id`, `session_id`, … */
  identity?: JsonObject;
}

/** Runs functions of Python modules, and middleware. The sandbox has a Python 3. */
export function createPythonHost({ sandbox, folders, identity = {} }: PythonHostOptions): ToolHost {
  return createToolHost(async () => {
    const { pythonRoots = [] } = folders;
    if (pythonRoots.length === 0) throw new NexError('unavailable', 'Python tools are off.');
    const place = await sandbox();
    const { python } = place.programs;
    if (python === undefined) throw new NexError('unavailable', 'The sandbox has no Python.');
    const script = `${place.pathInside(HOSTS_INSIDE)}/python-host.py`;
    const roots = pythonRoots.map((_, index) => place.pathInside(pythonRootInside(index)));
    const env = {
      NEX_TOOL_IDENTITY: JSON.stringify(identity),
      NEX_BUNDLE: place.pathInside(BUNDLE_INSIDE),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    return place.spawn(python, ['-u', script, ...roots], { env });
  });
}
