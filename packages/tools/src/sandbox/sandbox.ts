/** Where the tools of a run work: a workspace, and commands that see nothing of the host but it. */
import type { SandboxType } from '@nex/core';
import type { Workspace } from '../workspace.ts';

export interface CommandOptions {
  signal: AbortSignal;
  /** Folder in the workspace, as the model knows it. Default: its root. */
  cwd?: string;
  /** Added to the sandbox's own. */
  env?: Readonly<Record<string, string>>;
  stdin?: string;
  /** Default: the sandbox's. */
  timeoutMs?: number;
  /** In place of the sandbox's limit of time, where that is longer. */
  defaultTimeoutMs?: number;
}

export type CommandLimit = 'time' | 'memory' | 'output';

export interface CommandResult {
  /** 128 + n when signal n ended it; `null` when the sandbox did. */
  exitCode: number | null;
  /** The sandbox ended it with this signal. */
  signal?: string;
  /** Free of terminal codes; the middle of what is longer than the threshold is cut, with a line that says so. */
  stdout: string;
  stderr: string;
  durationMs: number;
  /** Which limit it ran into; absent when it ended by itself. */
  limit?: CommandLimit;
  /** What stdout or stderr show is less than all of it: the whole, byte for byte, as files of the workspace. */
  outputFiles?: { stdout?: string; stderr?: string };
}

export interface BackgroundTask {
  /** As the sandbox counts them; never a process id of the host. */
  id: number;
  command: string;
  state: 'running' | 'exited' | 'killed';
  exitCode: number | null;
  /** Why the sandbox killed it; absent when it was asked to. */
  limit?: CommandLimit;
  startedAt: string;
  /** File of the workspace that its output goes to. */
  outputFile: string;
}

/** A program that is talked to over its standard input and output. Disposing kills it and waits for its end. */
export interface SandboxProcess extends AsyncDisposable {
  readonly stdin: NodeJS.WritableStream;
  readonly stdout: NodeJS.ReadableStream;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ exitCode: number | null }>;
}

/** A file or folder of the host that programs of the sandbox can read at `path`. */
export interface ReadOnlyPath {
  hostPath: string;
  /** Absolute, outside of `/workspace` and of the system's folders: `/opt/nex/…`. */
  path: string;
}

/** How a program inside is started. Absent: there is none. */
export interface SandboxPrograms {
  python?: string;
  node?: string;
}

/** Disposing ends everything that runs in it. The workspace folder belongs to the caller and stays. */
export interface Sandbox extends AsyncDisposable {
  readonly type: SandboxType;
  /** What it keeps apart and which limits are in force, in a sentence each. */
  readonly description: string;
  readonly workspace: Workspace;
  readonly programs: SandboxPrograms;
  /** Runs a line of shell to its end. A failing command is a result; throws when the signal aborts. */
  run(command: string, options: CommandOptions): Promise<CommandResult>;
  /** Without `timeoutMs` it may run as long as the sandbox lives. */
  startBackground(
    command: string,
    options: Omit<CommandOptions, 'signal' | 'stdin'>,
  ): Promise<BackgroundTask>;
  background(): readonly BackgroundTask[];
  /** False when there is no such task or it has ended. Resolves when it has. */
  killBackground(id: number): Promise<boolean>;
  /** For programs that stay, such as hosts of custom tools. What they write to stderr is dropped. */
  spawn(
    program: string,
    args: readonly string[],
    options?: { env?: Readonly<Record<string, string>> },
  ): Promise<SandboxProcess>;
  /** How a program inside names what was given to the sandbox as read-only path `path`. */
  pathInside(path: string): string;
}
