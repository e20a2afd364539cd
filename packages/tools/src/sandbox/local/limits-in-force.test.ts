import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.ts';
import { createSandboxCgroup } from './cgroup.ts';
import type { CgroupTree } from './cgroup-tree.ts';
import { planLimits } from './ulimits.ts';

const v1: CgroupTree = { version: 1, memoryParent: '/m', processesParent: '/p' };
const v2: CgroupTree = { version: 2, parent: '/c' };

describe('planLimits', () => {
  it.each<[string, CgroupTree | undefined, boolean, string, string[], string[], RegExp]>([
    [
      'cgroup v2',
      v2,
      false,
      '6.1.0',
      [],
      [],
      /512 MB in all \(cgroup v2\)\. Processes: 128 in all \(cgroup v2\)/,
    ],
    [
      'cgroup v1',
      v1,
      true,
      '6.1.0',
      [],
      [],
      /512 MB in all \(cgroup v1\)\. Processes: 128 in all \(cgroup v1\)/,
    ],
    [
      'v1 without memory',
      { version: 1, processesParent: '/p' },
      true,
      '6',
      ['ulimit -d 524288'],
      [],
      /per process \(ulimit\)\. Processes: 128 in all/,
    ],
    [
      'none',
      undefined,
      false,
      '5.14.0-1-amd64',
      ['ulimit -d 524288'],
      ['ulimit -u 128 2>/dev/null || ulimit -p 128'],
      /Processes: 128 per command/,
    ],
    [
      'none, old kernel',
      undefined,
      false,
      '5.10.0',
      ['ulimit -d 524288'],
      [],
      /no limit is in force, because the kernel is older/,
    ],
    [
      'none, root',
      undefined,
      true,
      '6.1.0',
      ['ulimit -d 524288'],
      [],
      /no limit is in force, because the platform runs as root/,
    ],
  ])('%s', (_, tree, isRoot, kernel, ulimits, insideUlimits, description) => {
    const plan = planLimits(DEFAULT_LIMITS, { tree, isRoot, kernel });
    expect(plan.ulimits).toEqual(['ulimit -c 0', 'ulimit -f 2097152', ...ulimits]);
    expect(plan.insideUlimits).toEqual(insideUlimits);
    expect(plan.description).toMatch(description);
  });
});

describe('createSandboxCgroup', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'nex-cgroup-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const limits = { ...DEFAULT_LIMITS, memoryBytes: 1000, processes: 7 };
  const read = (path: string) => readFile(join(root, path), 'utf8');

  it('limits a group of version 2, and counts kills per command', async () => {
    const group = await createSandboxCgroup({ version: 2, parent: root }, 'box', limits);
    expect(
      await Promise.all(
        ['memory.max', 'memory.swap.max', 'pids.max', 'cgroup.subtree_control'].map((file) =>
          read(`box/${file}`),
        ),
      ),
    ).toEqual(['1000', '0', '7', '+memory +pids']);
    const command = await group.forCommand('one');
    expect(command.joinFiles).toEqual([join(root, 'box/one/cgroup.procs')]);
    expect(await read('box/one/memory.oom.group')).toBe('1');
    expect(await command.outOfMemory()).toBe(false);
    await writeFile(join(root, 'box/one/memory.events'), 'oom 3\noom_kill 0\noom_group_kill 0\n');
    expect(await command.outOfMemory()).toBe(false);
    await writeFile(join(root, 'box/one/memory.events'), 'oom 3\noom_kill 1\n');
    expect(await command.outOfMemory()).toBe(true);
  });

  it('limits groups of version 1, one per controller', async () => {
    const [memoryParent, processesParent] = [join(root, 'm'), join(root, 'p')];
    for (const parent of [memoryParent, processesParent]) await mkdir(parent);
    const group = await createSandboxCgroup({ version: 1, memoryParent, processesParent }, 'box', limits);
    expect([await read('m/box/memory.limit_in_bytes'), await read('p/box/pids.max')]).toEqual(['1000', '7']);
    const command = await group.forCommand('one');
    expect(command.joinFiles).toEqual([
      join(memoryParent, 'box/one/cgroup.procs'),
      join(processesParent, 'box/cgroup.procs'),
    ]);
    await writeFile(
      join(memoryParent, 'box/one/memory.oom_control'),
      'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    );
    expect(await command.outOfMemory()).toBe(true);
  });
});
