/** Limits that shells set, where control groups are not there to: they hold per process or per command. */
import type { SandboxLimits } from '../limits.ts';
import type { CgroupTree } from './cgroup-tree.ts';

export interface LimitPlan {
  /** Set before the namespaces are made. */
  ulimits: string[];
  /** Set by a shell inside, where only the sandbox's own processes count. */
  insideUlimits: string[];
  /** What is in force, for the sandbox's description. */
  description: string;
}

export interface LimitSituation {
  tree: CgroupTree | undefined;
  /** The kernel does not count the processes of root. */
  isRoot: boolean;
  /** `uname -r`. */
  kernel: string;
}

/** The first kernel that counts processes per user namespace; before it, those of the user outside count, too. */
const COUNTS_PER_NAMESPACE = [5, 14] as const;

export function planLimits(limits: SandboxLimits, { tree, isRoot, kernel }: LimitSituation): LimitPlan {
  const ulimits = ['ulimit -c 0', `ulimit -f ${Math.ceil(limits.fileBytes / 512)}`];
  const insideUlimits: string[] = [];
  const said: string[] = [];
  const megabytes = `${Math.round(limits.memoryBytes / 1024 / 1024)} MB`;
  if (tree?.version === 2 || tree?.memoryParent !== undefined) {
    said.push(`Memory: ${megabytes} in all (cgroup v${tree.version}).`);
  } else {
    // The data segment, not the address space: runtimes reserve far more addresses than they use.
    ulimits.push(`ulimit -d ${Math.ceil(limits.memoryBytes / 1024)}`);
    said.push(`Memory: ${megabytes} per process (ulimit).`);
  }
  if (tree?.version === 2 || tree?.processesParent !== undefined) {
    said.push(`Processes: ${limits.processes} in all (cgroup v${tree.version}).`);
  } else if (isRoot || !isFrom(kernel, COUNTS_PER_NAMESPACE)) {
    const why = isRoot ? 'the platform runs as root' : 'the kernel is older than 5.14';
    said.push(`Processes: no limit is in force, because ${why} and there are no cgroups.`);
  } else {
    // The letter depends on the shell.
    insideUlimits.push(`ulimit -u ${limits.processes} 2>/dev/null || ulimit -p ${limits.processes}`);
    said.push(`Processes: ${limits.processes} per command (ulimit).`);
  }
  said.push(`Time: ${limits.timeoutMs / 1000} s, output: ${limits.outputBytes} bytes, per command.`);
  return { ulimits, insideUlimits, description: said.join(' ') };
}

function isFrom(release: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = release.split('.').map(Number.parseFloat);
  return first > major || (first === major && second >= minor);
}
