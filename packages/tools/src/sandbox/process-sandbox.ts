/** A sandbox over a launcher: commands, background tasks and programs that stay, all ended with it. */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { NexError, type SandboxType } from '@nex/core';
import { directoryWorkspace } from '../workspace.ts';
import { createBackgroundTasks } from './background-tasks.ts';
import type { OutputFile } from './capture-output.ts';
import type { Launch, Launched, Launcher } from './launcher.ts';
import {
  DEFAULT_LIMITS,
  DEFAULT_VIEW,
  MAX_TIMEOUT_MS,
  type OutputView,
  type SandboxLimits,
} from './limits.ts';
import { openOutputStore } from './output-store.ts';
import { runLaunched } from './run-command.ts';
import type { ReadOnlyPath, Sandbox, SandboxProcess, SandboxPrograms } from './sandbox.ts';

/** What every kind of sandbox is made of. */
export interface SandboxOptions {
  /** Exists; belongs to the caller. The folder `.nex` in it belongs to the sandbox. */
  workspaceDirectory: string;
  limits?: Partial<SandboxLimits>;
  view?: Partial<OutputView>;
  /** Added to the fixed environment; nothing of the host's own environment gets in. */
  env?: Readonly<Record<string, string>>;
  readOnlyPaths?: readonly ReadOnlyPath[];
  /**
   * The platform's own environment, for programs that work outside of the walls: PATH, and what the client of a
   * container engine reads. Nothing of it gets inside, but PATH into plain sandboxes. Default: the system's PATH alone.
   */
  hostEnvironment?: Readonly<Record<string, string>>;
}

export interface ProcessSandbox {
  type: SandboxType;
  description: string;
  options: SandboxOptions;
  programs: SandboxPrograms;
  /** Fixed environment of the kind. */
  env: Readonly<Record<string, string>>;
  /** `shell -c command` runs a line. */
  shell: string;
  launch: Launcher;
  pathInside(path: string): string;
  /** Called once, after everything that was launched has ended. */
  close(): Promise<void>;
}

export function limitsOf(options: SandboxOptions): SandboxLimits {
  return { ...DEFAULT_LIMITS, ...options.limits };
}

export async function createProcessSandbox(parts: ProcessSandbox): Promise<Sandbox> {
  const { options, shell } = parts;
  const limits = limitsOf(options);
  const view = { ...DEFAULT_VIEW, ...options.view };
  const workspace = directoryWorkspace(options.workspaceDirectory);
  const store = await openOutputStore(options.workspaceDirectory);
  const tasks = createBackgroundTasks(limits.backgroundTasks);
  const starting = new Set<Promise<Launched>>();
  const running = new Set<Launched>();
  let closing: Promise<void> | undefined;

  const fileFor = (name: string): OutputFile => ({
    open: () => store.create(name),
    shownPath: store.shownPath(name),
  });
  const folder = async (cwd: string): Promise<Launch['cwd']> => {
    const path = await workspace.resolve(cwd);
    if (!path.ok) throw new NexError('invalid_request', path.reason);
    const isFolder = await stat(path.hostPath).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new NexError('invalid_request', `There is no directory ${path.shownPath}.`);
    return path;
  };
  const launch = async (given: Launch): Promise<Launched> => {
    const launched = await parts.launch(given);
    const ended = launched.ended.catch(() => {});
    running.add(launched);
    void ended.then(() => running.delete(launched));
    if (closing === undefined) return launched;
    launched.kill();
    await ended;
    throw closedError();
  };
  const start = async (
    argv: Launch['argv'],
    given: { cwd?: string | undefined; env?: Readonly<Record<string, string>> | undefined },
    streams: { stdin: boolean; stderr: boolean },
  ): Promise<Launched> => {
    const cwd = await folder(given.cwd ?? '.');
    if (closing !== undefined) throw closedError();
    const env = { ...parts.env, ...options.env, ...given.env };
    const launching = launch({ argv, cwd, env, ...streams });
    starting.add(launching);
    return launching.finally(() => starting.delete(launching));
  };
  const close = async (): Promise<void> => {
    for (const launched of running) launched.kill();
    // What is just being launched is killed as soon as it can be.
    await Promise.allSettled(starting);
    await Promise.all([tasks.end(), ...[...running].map(({ ended }) => ended.catch(() => {}))]);
    await parts.close();
  };

  return {
    type: parts.type,
    description: parts.description,
    programs: parts.programs,
    workspace,
    pathInside: (path) => parts.pathInside(path),
    async run(command, { signal, cwd, env, stdin, ...given }) {
      const { defaultTimeoutMs = MAX_TIMEOUT_MS } = given;
      const timeoutMs = given.timeoutMs ?? Math.min(defaultTimeoutMs, limits.timeoutMs);
      signal.throwIfAborted();
      const streams = { stdin: stdin !== undefined, stderr: true };
      const launched = await start([shell, '-c', command], { cwd, env }, streams);
      const id = newId();
      return runLaunched(launched, {
        signal,
        timeoutMs: Math.min(timeoutMs, MAX_TIMEOUT_MS),
        outputBytes: limits.outputBytes,
        view,
        stdin,
        stdoutFile: fileFor(`${id}.stdout`),
        stderrFile: fileFor(`${id}.stderr`),
      });
    },
    async startBackground(command, { cwd, env, timeoutMs }) {
      tasks.claim();
      const name = `${newId()}.log`;
      const file = await store.create(name);
      try {
        const launched = await start([shell, '-c', command], { cwd, env }, { stdin: false, stderr: true });
        const { outputBytes } = limits;
        const outputFile = store.shownPath(name);
        return tasks.add({ command, launched, file, outputFile, outputBytes, timeoutMs });
      } catch (thrown) {
        await file.close();
        throw thrown;
      }
    },
    background: () => tasks.list(),
    killBackground: (id) => tasks.kill(id),
    async spawn(program, args, { env } = {}) {
      const launched = await start([program, ...args], { env }, { stdin: true, stderr: false });
      return processOf(launched);
    },
    [Symbol.asyncDispose]() {
      closing ??= close();
      return closing;
    },
  };
}

function processOf(launched: Launched): SandboxProcess {
  const { stdin, stdout } = launched;
  if (stdin === null) throw new NexError('internal', 'The process has no input.');
  const ended = launched.ended.then(
    ({ exitCode }) => ({ exitCode }),
    () => ({ exitCode: null }),
  );
  return {
    stdin,
    stdout,
    ended,
    async [Symbol.asyncDispose]() {
      launched.kill();
      await ended;
    },
  };
}

function closedError(): NexError {
  return new NexError('unavailable', 'The sandbox is closed.');
}

function newId(): string {
  return randomBytes(6).toString('hex');
}
