/** Finds what this machine can do to keep commands apart, by trying it. */
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../run-program.ts';
import { systemArguments } from './bubblewrap-arguments.ts';
import { type CgroupTree, findCgroupTree } from './cgroup-tree.ts';
import {
  type Bubblewrap,
  bubblewrapEnv,
  type FindBubblewrapOptions,
  findBubblewrap,
} from './find-bubblewrap.ts';
import { openLoopback } from './loopback.ts';

export interface AvailableSandbox {
  available: true;
  bubblewrap: Bubblewrap;
  /** Absent: limits are per process, by `ulimit`. */
  cgroups?: CgroupTree;
  /** Absent: every command has a loopback of its own. */
  nsenter?: string;
  /** Arguments of bubblewrap for the system's folders. */
  system: readonly string[];
}

export interface UnavailableSandbox {
  available: false;
  reason: 'not_linux' | 'no_bubblewrap' | 'no_user_namespaces' | 'failed';
  message: string;
  /** What the operator can do. */
  hint: string;
}

export type SandboxProbe = AvailableSandbox | UnavailableSandbox;

export interface ProbeOptions extends FindBubblewrapOptions {
  /** Folder of cgroup version 2 that was given to the platform. */
  cgroup?: string;
}

/** Never throws for what the machine lacks. Takes some ten milliseconds; its result holds until the machine changes. */
export async function probeSandbox(options: ProbeOptions = {}): Promise<SandboxProbe> {
  if (process.platform !== 'linux') {
    return refusal('not_linux', 'Local sandboxes need Linux.', 'Use the container sandbox.');
  }
  const found = await findBubblewrap(options);
  if (!found.ok) return refusal('no_bubblewrap', 'The program bwrap was not found.', found.hint);
  const { bubblewrap } = found;
  const system = await systemArguments();
  const failure = await tryOut(bubblewrap, system);
  if (failure !== undefined) return failure;
  const cgroups = await findCgroupTree(options.cgroup);
  const nsenter = await findNsenter(bubblewrap);
  return {
    available: true,
    bubblewrap,
    system,
    ...(cgroups && { cgroups }),
    ...(nsenter !== undefined && { nsenter }),
  };
}

async function tryOut(
  bubblewrap: Bubblewrap,
  system: readonly string[],
): Promise<UnavailableSandbox | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'nex-probe-'));
  try {
    const namespaces = [
      '--unshare-all',
      '--unshare-user',
      '--disable-userns',
      '--uid',
      '1000',
      '--gid',
      '1000',
    ];
    const args = [...namespaces, ...system, '--bind', folder, '/workspace', '--', 'true'];
    const { exitCode } = await runProgram(bubblewrap.file, args, bubblewrapEnv(bubblewrap));
    if (exitCode === 0) return undefined;
    const hint = await namespaceHint();
    if (hint !== undefined) {
      return refusal('no_user_namespaces', 'Unprivileged user namespaces are off on this machine.', hint);
    }
    return refusal(
      'failed',
      'bwrap is installed but cannot make a sandbox here.',
      'Allow user, mount, pid and network namespaces to the platform (in a container: seccomp and AppArmor).',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const SWITCHES = [
  { name: 'kernel/unprivileged_userns_clone', off: '0', on: '1' },
  { name: 'user/max_user_namespaces', off: '0', on: '10000' },
  { name: 'kernel/apparmor_restrict_unprivileged_userns', off: '1', on: '0' },
] as const;

async function namespaceHint(): Promise<string | undefined> {
  for (const { name, off, on } of SWITCHES) {
    const value = await readFile(`/proc/sys/${name}`, 'utf8').catch(() => '');
    if (value.trim() === off) return `Set it with "sysctl -w ${name.replace('/', '.')}=${on}".`;
  }
  return undefined;
}

/** The program, when a network can be shared by means of it. */
async function findNsenter(bubblewrap: Bubblewrap): Promise<string | undefined> {
  for (const file of ['/usr/bin/nsenter', '/bin/nsenter']) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    await using loopback = await openLoopback(bubblewrap, file).catch(() => undefined);
    const [program = '', ...prefix] = loopback?.prefix ?? [];
    const args = [
      ...prefix,
      bubblewrap.file,
      '--unshare-user',
      '--unshare-pid',
      '--ro-bind',
      '/',
      '/',
      'true',
    ];
    if (program === '') return undefined;
    const { exitCode } = await runProgram(program, args, bubblewrapEnv(bubblewrap));
    return exitCode === 0 ? file : undefined;
  }
  return undefined;
}

function refusal(reason: UnavailableSandbox['reason'], message: string, hint: string): UnavailableSandbox {
  return { available: false, reason, message, hint };
}
