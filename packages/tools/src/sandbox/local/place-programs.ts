/** Puts the interpreters of the host on the PATH inside, read-only and without a path of the host. */
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadOnlyPath, SandboxPrograms } from '../sandbox.ts';
import { resolvePython } from './resolve-python.ts';

export interface HostPrograms {
  /** Command of a Python 3 of the host. Default: `/usr/bin/python3`, when there is one. */
  python?: string;
  /** File of a Node.js 26 of the host. Default: none. */
  node?: string;
}

const BIN_INSIDE = '/opt/nex/bin';
const NODE_INSIDE = '/opt/nex/node';

/** Fills `bin`, an empty folder of the host that the answer mounts. */
export async function placePrograms(
  host: HostPrograms,
  bin: string,
): Promise<{ programs: SandboxPrograms; readOnlyPaths: ReadOnlyPath[] }> {
  const programs: SandboxPrograms = {};
  const readOnlyPaths: ReadOnlyPath[] = [{ hostPath: bin, path: BIN_INSIDE }];
  const python = await resolvePython(host.python);
  if (python !== undefined) {
    programs.python = python.program;
    readOnlyPaths.push(...python.readOnlyPaths);
    if (python.libraryPath !== undefined) {
      const script = `#!/bin/sh\nLD_LIBRARY_PATH=${python.libraryPath} exec ${python.program} "$@"\n`;
      for (const name of ['python3', 'python']) await writeFile(join(bin, name), script, { mode: 0o755 });
      programs.python = `${BIN_INSIDE}/python3`;
    }
  }
  if (host.node !== undefined) {
    await symlink(NODE_INSIDE, join(bin, 'node'));
    programs.node = `${BIN_INSIDE}/node`;
    readOnlyPaths.push({ hostPath: host.node, path: NODE_INSIDE });
  }
  return { programs, readOnlyPaths };
}
