/**
 * A sandbox in a container of docker or podman: one container per sandbox, in which every command is executed. It has
 * no network, a read-only system, no capabilities, and the limits of the engine.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import { NexError } from '@nex/core';
import { closeAfter, exitCodeOf, type Launcher, startChild } from '../launcher.ts';
import { SYSTEM_PATH } from '../limits.ts';
import { openOutputStore } from '../output-store.ts';
import { createProcessSandbox, limitsOf, type SandboxOptions } from '../process-sandbox.ts';
import { runProgram } from '../run-program.ts';
import type { Sandbox, SandboxPrograms } from '../sandbox.ts';
import {
  execArguments,
  killArguments,
  memoryEventArguments,
  removeArguments,
  runArguments,
} from './container-arguments.ts';

export interface ContainerSandboxOptions extends SandboxOptions {
  /** Has a POSIX shell, `cat` and `tail`. */
  image: string;
  /** Command of the engine. Default `docker`. */
  engine?: string;
  /** Default false. */
  network?: boolean;
  /** How the image's programs are called. Default: `python3` and `node`, whether it has them or not. */
  programs?: SandboxPrograms;
}

/** What an engine's client needs of the host's environment; none of it gets into the container. */
const CLIENT_VARIABLES = /^(PATH|HOME|XDG_RUNTIME_DIR|DOCKER_.*|CONTAINER_.*)$/;
const KILLED = 137;

/** Throws `unavailable` when the engine cannot start the container. */
export async function createContainerSandbox(options: ContainerSandboxOptions): Promise<Sandbox> {
  const engine = options.engine ?? 'docker';
  const limits = limitsOf(options);
  const client = clientEnv(options.hostEnvironment ?? {});
  const name = `nex-${randomBytes(8).toString('hex')}`;
  await openOutputStore(options.workspaceDirectory);
  const { exitCode } = await runProgram(
    engine,
    runArguments({
      name,
      image: options.image,
      workspaceDirectory: await realpath(options.workspaceDirectory),
      readOnlyPaths: options.readOnlyPaths ?? [],
      limits,
      network: options.network ?? false,
      user: `${process.getuid?.() ?? 1000}:${process.getgid?.() ?? 1000}`,
    }),
    client,
  );
  const remove = async (): Promise<void> => {
    await runProgram(engine, removeArguments(name), client);
  };
  if (exitCode !== 0) {
    await remove();
    throw new NexError('unavailable', 'The container of the sandbox could not be started.', {
      hint: 'Check that the container engine runs and has the image.',
    });
  }
  try {
    return await createProcessSandbox({
      type: 'container',
      description:
        `Commands run in a container ${options.network ? 'with a network' : 'without a network'}. ` +
        `Memory: ${limits.memoryBytes} bytes, processes: ${limits.processes}, in all (container engine). ` +
        `Time: ${limits.timeoutMs / 1000} s, output: ${limits.outputBytes} bytes, per command.`,
      options,
      programs: options.programs ?? { python: 'python3', node: 'node' },
      env: { HOME: '/tmp', LANG: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb' },
      shell: 'sh',
      launch: launcher(engine, name, client),
      pathInside: (path) => path,
      close: remove,
    });
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

function launcher(engine: string, name: string, client: Record<string, string>): Launcher {
  let count = 0;
  let memoryKills = 0;
  const ranOutOfMemory = async (): Promise<boolean> => {
    const { stdout } = await runProgram(engine, memoryEventArguments(name), client);
    const before = memoryKills;
    memoryKills = Number(/^oom_kill (\d+)$/m.exec(stdout)?.[1] ?? before);
    return memoryKills > before;
  };
  return async ({ argv, cwd, env, stdin, stderr }) => {
    const pidFile = `/tmp/.nex-command-${++count}`;
    const args = execArguments({ name, cwd: cwd.shownPath, env, stdin, pidFile, argv });
    const child = await startChild([engine, ...args], { env: client, stdin, stderr });
    let killing: Promise<unknown> | undefined;
    const exited = once(child, 'exit');
    const end = async () => {
      const [code, signal] = await exited;
      await killing;
      const exitCode = killing === undefined ? exitCodeOf(code, signal) : null;
      return { exitCode, outOfMemory: exitCode === KILLED && (await ranOutOfMemory()) };
    };
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      ended: end(),
      kill() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        if (killing !== undefined) return;
        // The end of the client does not end the command.
        killing = runProgram(engine, killArguments(name, pidFile), client).then(() => child.kill('SIGKILL'));
        closeAfter(exited, child);
      },
    };
  };
}

function clientEnv(host: Readonly<Record<string, string>>): Record<string, string> {
  const needed = Object.entries(host).filter(([name]) => CLIENT_VARIABLES.test(name));
  return { PATH: SYSTEM_PATH, ...Object.fromEntries(needed) };
}
