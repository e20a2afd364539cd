/**
 * Where this process may make control groups: version 2 in one tree, version 1 in one tree per controller. Limits of a
 * group hold for everything below it, together.
 */
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type CgroupTree =
  | { version: 2; parent: string }
  | { version: 1; memoryParent?: string; processesParent?: string };

const CONTROLLERS = ['memory', 'pids'] as const;

/**
 * `delegated` is a folder of version 2 that the operator gave to the platform; else the process's own groups are tried.
 * `undefined`: no group with a limit can be made here.
 */
export async function findCgroupTree(delegated?: string): Promise<CgroupTree | undefined> {
  const mounts = (await read('/proc/mounts')).split('\n').map((line) => line.split(' '));
  const own = (await read('/proc/self/cgroup')).split('\n').map((line) => line.split(':'));
  const unified = mounts.find(([, , type]) => type === 'cgroup2')?.[1];
  if (unified !== undefined) {
    const home = join(unified, own.find(([id]) => id === '0')?.[2] ?? '/');
    const candidates = delegated === undefined ? [home, dirname(home), unified] : [delegated];
    for (const parent of candidates) {
      if (parent.startsWith(unified) && (await offersLimits(parent))) return { version: 2, parent };
    }
  }
  const parents = await Promise.all(
    CONTROLLERS.map(async (controller) => {
      const has = (list = ''): boolean => list.split(',').includes(controller);
      const mount = mounts.find(([, , type, options]) => type === 'cgroup' && has(options))?.[1];
      if (mount === undefined) return undefined;
      const path = own.find(([, controllers]) => has(controllers))?.[2] ?? '/';
      for (const parent of [join(mount, path), mount]) if (await canMakeGroup(parent)) return parent;
      return undefined;
    }),
  );
  const [memoryParent, processesParent] = parents;
  if (memoryParent === undefined && processesParent === undefined) return undefined;
  return {
    version: 1,
    ...(memoryParent !== undefined && { memoryParent }),
    ...(processesParent !== undefined && { processesParent }),
  };
}

/** Whether groups below can be limited: the controllers are there and are, or can be, handed down. */
async function offersLimits(parent: string): Promise<boolean> {
  const offered = (await read(join(parent, 'cgroup.controllers'))).trim().split(' ');
  if (!CONTROLLERS.every((controller) => offered.includes(controller))) return false;
  const switchOn = CONTROLLERS.map((controller) => `+${controller}`).join(' ');
  const isOn = await writeFile(join(parent, 'cgroup.subtree_control'), switchOn).then(
    () => true,
    async () => {
      const handed = (await read(join(parent, 'cgroup.subtree_control'))).trim().split(' ');
      return CONTROLLERS.every((controller) => handed.includes(controller));
    },
  );
  return isOn && canMakeGroup(parent);
}

async function canMakeGroup(parent: string): Promise<boolean> {
  const trial = join(parent, `nex-trial-${process.pid}-${process.hrtime.bigint()}`);
  try {
    await mkdir(trial);
    await rmdir(trial);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
