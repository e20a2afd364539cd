/**
 * No isolation: commands are processes of the host with all that the platform's user may do. Only time and output are
 * limited, and a command ends with its process group. For a machine whose only user trusts the agent.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKSPACE_ALIAS } from '../../workspace.ts';
import { closeAfter, exitCodeOf, type Launcher, startChild } from '../launcher.ts';
import { SYSTEM_PATH } from '../limits.ts';
import { resolvePython } from '../local/resolve-python.ts';
import { makePrivateDirectory, removePrivateDirectory } from '../private-directory.ts';
import { createProcessSandbox, limitsOf, type SandboxOptions } from '../process-sandbox.ts';
import type { Sandbox } from '../sandbox.ts';

export interface PlainSandboxOptions extends SandboxOptions {
  /** Command of a Python 3. Default: `/usr/bin/python3`, when there is one. */
  python?: string;
  /** Command of a Node.js 26. Default: none. */
  node?: string;
}

export async function createPlainSandbox(options: PlainSandboxOptions): Promise<Sandbox> {
  const python = options.python ?? (await resolvePython(undefined))?.program;
  const limits = limitsOf(options);
  const privateDirectory = await makePrivateDirectory('nex-plain-');
  const remove = () => removePrivateDirectory(privateDirectory);
  try {
    for (const folder of ['tmp', 'home']) await mkdir(join(privateDirectory, folder));
    return await createProcessSandbox({
      type: 'plain',
      description:
        'Commands run on the host without isolation. ' +
        `Time: ${limits.timeoutMs / 1000} s, output: ${limits.outputBytes} bytes, per command.`,
      options,
      programs: { ...(python && { python }), ...(options.node && { node: options.node }) },
      env: {
        PATH: options.hostEnvironment?.['PATH'] ?? SYSTEM_PATH,
        HOME: join(privateDirectory, 'home'),
        TMPDIR: join(privateDirectory, 'tmp'),
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        TERM: 'dumb',
      },
      shell: existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh',
      launch: launchOnHost,
      pathInside: (path) => hostPathOf(options, path),
      close: remove,
    });
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

const launchOnHost: Launcher = async ({ argv, cwd, env, stdin, stderr }) => {
  const child = await startChild(argv, { cwd: cwd.hostPath, env, stdin, stderr, group: true });
  let killed = false;
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group is empty.
    }
  };
  const exited = once(child, 'exit');
  const ended = exited.then(([code, signal]) => {
    endGroup();
    return { exitCode: killed ? null : exitCodeOf(code, signal), outOfMemory: false };
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    kill() {
      killed ||= child.exitCode === null && child.signalCode === null;
      endGroup();
      closeAfter(exited, child);
    },
  };
};

function hostPathOf(options: SandboxOptions, path: string): string {
  const workspace = { hostPath: options.workspaceDirectory, path: WORKSPACE_ALIAS };
  for (const given of [workspace, ...(options.readOnlyPaths ?? [])]) {
    if (path === given.path || path.startsWith(`${given.path}/`)) {
      return `${given.hostPath}${path.slice(given.path.length)}`;
    }
  }
  return path;
}
