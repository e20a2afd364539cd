/**
 * A sandbox of this machine with real isolation: every command runs in mount, pid, ipc, host name and user namespaces
 * of its own, without a network but a loopback. Of the host it sees the system's programs, read-only, and the workspace.
 */
import { existsSync } from 'node:fs';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { basename, join } from 'node:path';
import { NexError } from '@nex/core';
import { exitCodeOf, type Launcher } from '../launcher.ts';
import { makePrivateDirectory, removePrivateDirectory } from '../private-directory.ts';
import { createProcessSandbox, limitsOf, type SandboxOptions } from '../process-sandbox.ts';
import type { Sandbox } from '../sandbox.ts';
import { bubblewrapArguments, ETC_FILES } from './bubblewrap-arguments.ts';
import { startBubblewrap } from './bubblewrap-process.ts';
import { createSandboxCgroup } from './cgroup.ts';
import { openLoopback } from './loopback.ts';
import { placePrograms } from './place-programs.ts';
import { type AvailableSandbox, probeSandbox, type SandboxProbe } from './probe-sandbox.ts';
import { type LimitPlan, planLimits } from './ulimits.ts';

export interface LocalSandboxOptions extends SandboxOptions {
  /** What the machine can do. Default: found out anew. */
  probe?: SandboxProbe;
  /** Gives commands the network of the machine, with all that it reaches: private addresses, too. Default false. */
  network?: boolean;
  /** Command of a Python 3 of the host. Default: `/usr/bin/python3`, when there is one. */
  python?: string;
  /** File of a Node.js 26 of the host. Default: none. */
  node?: string;
}

const PATH = '/opt/nex/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Throws `unavailable` with a hint when the machine cannot make one. */
export async function createLocalSandbox(options: LocalSandboxOptions): Promise<Sandbox> {
  const hostPath = options.hostEnvironment?.['PATH'];
  const probe = options.probe ?? (await probeSandbox({ ...(hostPath !== undefined && { path: hostPath }) }));
  if (!probe.available) throw new NexError('unavailable', probe.message, { hint: probe.hint });
  const privateDirectory = await makePrivateDirectory('nex-sandbox-');
  await using undo = new AsyncDisposableStack();
  undo.defer(() => removePrivateDirectory(privateDirectory));
  await fillPrivateDirectory(privateDirectory);
  const { programs, readOnlyPaths } = await placePrograms(options, join(privateDirectory, 'bin'));
  const limits = limitsOf(options);
  const isRoot = process.getuid?.() === 0;
  const plan = planLimits(limits, { tree: probe.cgroups, isRoot, kernel: release() });
  const cgroup =
    probe.cgroups && (await createSandboxCgroup(probe.cgroups, basename(privateDirectory), limits));
  undo.defer(() => cgroup?.remove());
  const shared = options.network !== true && probe.nsenter !== undefined;
  const loopback = shared ? undo.use(await openLoopback(probe.bubblewrap, probe.nsenter ?? '')) : undefined;
  const args = bubblewrapArguments({
    workspaceDirectory: await realpath(options.workspaceDirectory),
    privateDirectory,
    readOnlyPaths: [...(options.readOnlyPaths ?? []), ...readOnlyPaths],
    system: probe.system,
    network: options.network === true ? 'host' : shared ? 'joined' : 'own',
  });
  const launch = launcher({ probe, args, prefix: loopback?.prefix ?? [], plan, cgroup });
  const sandbox = await createProcessSandbox({
    type: 'local',
    description: `${describeIsolation(options, shared)} ${plan.description}`,
    options,
    programs,
    env: { PATH, HOME: '/tmp/home', LANG: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb', USER: 'user' },
    shell: existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh',
    launch,
    pathInside: (path) => path,
    close: () => owned.disposeAsync(),
  });
  const owned = undo.move();
  return sandbox;
}

interface LauncherParts {
  probe: AvailableSandbox;
  args: readonly string[];
  prefix: readonly string[];
  plan: LimitPlan;
  cgroup: Awaited<ReturnType<typeof createSandboxCgroup>> | undefined;
}

function launcher(parts: LauncherParts): Launcher {
  let count = 0;
  return async ({ argv, cwd, env, stdin, stderr }) => {
    const group = await parts.cgroup?.forCommand(`command-${++count}`);
    const started = await startBubblewrap({
      bubblewrap: parts.probe.bubblewrap,
      prefix: parts.prefix,
      args: [...parts.args, '--chdir', cwd.shownPath],
      env,
      argv: limitedInside(argv, parts.plan.insideUlimits),
      joinFiles: group?.joinFiles ?? [],
      ulimits: parts.plan.ulimits,
      stdin,
      stderr,
    }).catch(async (thrown: unknown) => {
      await group?.remove();
      throw thrown;
    });
    const { child } = started;
    let killed = false;
    const end = async () => {
      const { code, signal, ranToItsEnd } = await started.ended;
      const outOfMemory = (await group?.outOfMemory()) ?? false;
      await group?.remove();
      if (!ranToItsEnd && !killed && !outOfMemory) {
        throw new NexError('unavailable', 'The sandbox could not be set up.');
      }
      return { exitCode: killed ? null : exitCodeOf(code, signal), outOfMemory };
    };
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      ended: end(),
      kill() {
        killed ||= child.exitCode === null && child.signalCode === null;
        started.kill();
      },
    };
  };
}

function describeIsolation(options: LocalSandboxOptions, shared: boolean): string {
  const network = options.network
    ? 'It has the network of the machine.'
    : `It has no network but a loopback ${shared ? 'that its commands share' : 'per command'}.`;
  return `Commands see nothing of the host but its programs and the workspace. ${network}`;
}

function limitedInside(argv: readonly string[], ulimits: readonly string[]): readonly string[] {
  if (ulimits.length === 0) return argv;
  return ['/bin/sh', '-c', `${ulimits.join('; ')}; exec "$@"`, 'sh', ...argv];
}

async function fillPrivateDirectory(directory: string): Promise<void> {
  for (const folder of ['bin', 'etc', 'tmp', 'tmp/home']) await mkdir(join(directory, folder));
  for (const [name, text] of Object.entries(ETC_FILES)) await writeFile(join(directory, 'etc', name), text);
}
