/** How a kind of sandbox starts one process; everything else is the same for all kinds. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { NexError, toNexError } from '@nex/core';

export interface Launch {
  argv: readonly [string, ...string[]];
  cwd: { hostPath: string; shownPath: string };
  env: Readonly<Record<string, string>>;
  stdin: boolean;
  stderr: boolean;
}

export interface Ended {
  /** 128 + n when signal n ended it; `null` after `kill`. */
  exitCode: number | null;
  outOfMemory: boolean;
}

export interface Launched {
  stdin: Writable | null;
  stdout: Readable;
  stderr: Readable | null;
  /** Ends the process and all that it started. Can be called at any time, and more than once. */
  kill(): void;
  /** Resolves once nothing of it is left; rejects when the sandbox could not start it. */
  ended: Promise<Ended>;
}

/** Throws `unavailable` when nothing could be started. */
export type Launcher = (launch: Launch) => Promise<Launched>;

export interface ChildOptions {
  cwd?: string;
  env: Readonly<Record<string, string>>;
  stdin: boolean;
  stderr: boolean;
  /** Makes it the leader of a process group. */
  group?: boolean;
  /** Pipes from descriptor 3 on. Default 0. */
  morePipes?: number;
}

export type StartedChild = ChildProcess & { stdout: Readable };

/** Starts a host process. Resolves once it runs. */
export async function startChild(argv: readonly string[], options: ChildOptions): Promise<StartedChild> {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: { ...options.env },
    detached: options.group ?? false,
    stdio: [
      options.stdin ? 'pipe' : 'ignore',
      'pipe',
      options.stderr ? 'pipe' : 'ignore',
      ...Array.from({ length: options.morePipes ?? 0 }, () => 'pipe' as const),
    ],
  });
  child.stdin?.on('error', () => {}); // A program that ends without reading its input is no failure.
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.on('error', (error) => {
      const tooLong = 'code' in error && error.code === 'E2BIG';
      reject(
        tooLong
          ? new NexError('too_large', 'The command is too long.', {
              hint: 'Write it to a file and run that.',
            })
          : toNexError(error, 'unavailable', 'The sandbox could not start the command.'),
      );
    });
  });
  const { stdout } = child;
  if (stdout === null) throw new NexError('internal', 'The process has no output.');
  return Object.assign(child, { stdout });
}

/** How long output may still come from a killed command before its pipes are closed. */
const DRAIN_MS = 250;

/** For kinds where a process that got away can keep the pipes of a killed command open. */
export function closeAfter(exited: Promise<unknown>, child: StartedChild): void {
  const close = (): void => {
    child.stdout.destroy();
    child.stderr?.destroy();
  };
  void exited.then(() => setTimeout(close, DRAIN_MS).unref());
}

/** As shells count: the code, or 128 and the number of the signal. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number | null {
  if (code !== null) return code;
  return signal === null ? null : 128 + constants.signals[signal];
}
