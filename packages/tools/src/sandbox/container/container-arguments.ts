/** Argument lists of a container engine; docker and podman take the same. */
import { join } from 'node:path';
import { WORKSPACE_ALIAS } from '../../workspace.ts';
import type { SandboxLimits } from '../limits.ts';
import { PLATFORM_FOLDER } from '../output-store.ts';
import type { ReadOnlyPath } from '../sandbox.ts';

export interface ContainerParts {
  name: string;
  image: string;
  workspaceDirectory: string;
  readOnlyPaths: readonly ReadOnlyPath[];
  limits: SandboxLimits;
  network: boolean;
  /** `uid:gid` that owns the workspace. */
  user: string;
}

/** Starts the one container of a sandbox; it waits until it is removed. */
export function runArguments(parts: ContainerParts): string[] {
  const { limits, workspaceDirectory } = parts;
  const mounts = [
    mount(workspaceDirectory, WORKSPACE_ALIAS, false),
    mount(join(workspaceDirectory, PLATFORM_FOLDER), join(WORKSPACE_ALIAS, PLATFORM_FOLDER), true),
    ...parts.readOnlyPaths.map(({ hostPath, path }) => mount(hostPath, path, true)),
  ];
  return [
    ['run', '--detach', '--rm', '--init', '--name', parts.name, '--hostname', 'sandbox'],
    ...(parts.network ? [] : ['--network', 'none']),
    ['--memory', `${limits.memoryBytes}b`, '--memory-swap', `${limits.memoryBytes}b`],
    ['--pids-limit', String(limits.processes), '--ulimit', `fsize=${limits.fileBytes}`, '--ulimit', 'core=0'],
    ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--user', parts.user],
    ['--read-only', '--tmpfs', `/tmp:rw,exec,mode=1777,size=${limits.memoryBytes}`],
    ...mounts.flatMap((text) => ['--mount', text]),
    ['--workdir', WORKSPACE_ALIAS, '--entrypoint', 'tail', parts.image, '-f', '/dev/null'],
  ].flat();
}

export interface ExecParts {
  name: string;
  cwd: string;
  env: Readonly<Record<string, string>>;
  stdin: boolean;
  /** File inside that gets the process id; engines make every command the leader of a process group. */
  pidFile: string;
  argv: readonly string[];
}

export function execArguments(parts: ExecParts): string[] {
  const env = Object.entries(parts.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const remember = ['sh', '-c', 'echo $$ > "$0" && exec "$@"', parts.pidFile];
  const stdin = parts.stdin ? ['--interactive'] : [];
  return ['exec', ...stdin, '--workdir', parts.cwd, ...env, parts.name, ...remember, ...parts.argv];
}

/** Ends the process group of a command. */
export function killArguments(name: string, pidFile: string): string[] {
  return ['exec', name, 'sh', '-c', 'kill -KILL "-$(cat "$0")"', pidFile];
}

/** Prints how often the kernel has killed a process of the container for want of memory. */
export function memoryEventArguments(name: string): string[] {
  return ['exec', name, 'cat', '/sys/fs/cgroup/memory.events'];
}

export function removeArguments(name: string): string[] {
  return ['rm', '--force', name];
}

/** Engines read mounts as comma-separated values; a quoted field may hold commas. */
function mount(source: string, target: string, readOnly: boolean): string {
  const field = (name: string, path: string): string =>
    /[",]/.test(path) ? `"${name}=${path.replaceAll('"', '""')}"` : `${name}=${path}`;
  const fields = ['type=bind', field('source', source), field('target', target)];
  return [...fields, ...(readOnly ? ['readonly'] : [])].join(',');
}
