/** What a sandbox allows, and how much of an output it shows. */
export interface SandboxLimits {
  /** Of one command, unless the call gives its own. */
  timeoutMs: number;
  /** Of everything that runs in the sandbox together. */
  memoryBytes: number;
  /** Processes and threads of the sandbox together. */
  processes: number;
  /** What one command may write to stdout and stderr together. */
  outputBytes: number;
  /** Size of one file. */
  fileBytes: number;
  /** Background tasks at a time. */
  backgroundTasks: number;
}

export const DEFAULT_LIMITS: SandboxLimits = {
  timeoutMs: 30 * 60_000,
  memoryBytes: 512 * 1024 * 1024,
  processes: 128,
  outputBytes: 64 * 1024 * 1024,
  fileBytes: 1024 * 1024 * 1024,
  backgroundTasks: 16,
};

/** Where programs of the host are looked for unless the platform says. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Longest time that a call may ask for. */
export const MAX_TIMEOUT_MS = 30 * 60_000;

/** What of a long output is shown, in characters. */
export interface OutputView {
  /** Outputs up to here are shown whole. */
  threshold: number;
  head: number;
  tail: number;
}

export const DEFAULT_VIEW: OutputView = { threshold: 10_000, head: 5_000, tail: 5_000 };
