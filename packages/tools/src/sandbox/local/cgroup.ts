/** One control group per sandbox with its limits, and one below it per command that says what became of the command. */
import { access, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxLimits } from '../limits.ts';
import type { CgroupTree } from './cgroup-tree.ts';
import { sendKill } from './supervise-bubblewrap.ts';

export interface CommandCgroup {
  /** A process joins by writing its id to each of these. */
  joinFiles: readonly string[];
  /** True once the kernel has killed a process of the command for want of memory. */
  outOfMemory(): Promise<boolean>;
  remove(): Promise<void>;
}

export interface SandboxCgroup {
  forCommand(name: string): Promise<CommandCgroup>;
  /** Ends what is left in it. */
  remove(): Promise<void>;
}

export async function createSandboxCgroup(
  tree: CgroupTree,
  name: string,
  limits: SandboxLimits,
): Promise<SandboxCgroup> {
  const { memory, processes } = await makeGroups(tree, name, limits);
  return {
    async forCommand(command) {
      const group = memory === undefined ? undefined : join(memory, command);
      if (group !== undefined) {
        await mkdir(group);
        if (tree.version === 2) await writeFile(join(group, 'memory.oom.group'), '1').catch(() => {});
      }
      const joined = tree.version === 2 ? [group] : [group, processes];
      const report = tree.version === 2 ? 'memory.events' : 'memory.oom_control';
      return {
        joinFiles: joined.filter((path) => path !== undefined).map((path) => join(path, 'cgroup.procs')),
        async outOfMemory() {
          if (group === undefined) return false;
          const text = await readFile(join(group, report), 'utf8').catch(() => '');
          return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0) > 0;
        },
        remove: () => removeGroup(group),
      };
    },
    async remove() {
      await removeGroup(memory);
      if (processes !== memory) await removeGroup(processes);
    },
  };
}

async function makeGroups(tree: CgroupTree, name: string, limits: SandboxLimits) {
  if (tree.version === 2) {
    const group = join(tree.parent, name);
    await mkdir(group);
    await writeFile(join(group, 'memory.max'), String(limits.memoryBytes));
    await writeFile(join(group, 'memory.swap.max'), '0').catch(() => {});
    await writeFile(join(group, 'pids.max'), String(limits.processes));
    await writeFile(join(group, 'cgroup.subtree_control'), '+memory +pids');
    return { memory: group, processes: group };
  }
  const memory = tree.memoryParent === undefined ? undefined : join(tree.memoryParent, name);
  if (memory !== undefined) {
    await mkdir(memory);
    await writeFile(join(memory, 'memory.use_hierarchy'), '1').catch(() => {});
    await writeFile(join(memory, 'memory.limit_in_bytes'), String(limits.memoryBytes));
    await writeFile(join(memory, 'memory.memsw.limit_in_bytes'), String(limits.memoryBytes)).catch(() => {});
  }
  const processes = tree.processesParent === undefined ? undefined : join(tree.processesParent, name);
  if (processes !== undefined) {
    await mkdir(processes);
    await writeFile(join(processes, 'pids.max'), String(limits.processes));
  }
  return { memory, processes };
}

/** Ends what is left in the group and in those below. A group stays busy for a moment after its last process has ended. */
async function removeGroup(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  for (let attempt = 1; attempt <= 50; attempt++) {
    try {
      await rmdir(path);
      return;
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
      if (code !== 'EBUSY') return;
      await endProcesses(path);
      await delay(attempt);
    }
  }
}

/** Version 2 has a file for it from Linux 5.14 on. */
async function endProcesses(path: string): Promise<void> {
  const below = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of below) if (entry.isDirectory()) await removeGroup(join(path, entry.name));
  await access(join(path, 'cgroup.kill')).then(
    () => writeFile(join(path, 'cgroup.kill'), '1'),
    async () => {
      const ids = await readFile(join(path, 'cgroup.procs'), 'utf8').catch(() => '');
      for (const id of ids.split('\n').map(Number)) if (id > 1) sendKill(id);
    },
  );
}
