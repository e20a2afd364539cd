/**
 * A child process that leads a process group of its own. Whatever way it ends, the whole group ends with it. Its
 * stderr is drained and only the tail kept.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessParameters {
  command: string;
  args: readonly string[];
  /** Complete: nothing is inherited. */
  env: Record<string, string>;
  cwd: string;
}

const STDIN_GRACE_MS = 300;
const TERM_GRACE_MS = 1_000;
const STDERR_TAIL = 4_000;

export class ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when the process has ended, or could not be started. */
  readonly ended: Promise<void>;
  /** Rejects when the process cannot be started. */
  readonly spawned: Promise<void>;
  #over = false;
  #stderr = '';

  constructor({ command, args, env, cwd }: ProcessParameters) {
    const child = spawn(command, args, { env, cwd, detached: true, stdio: 'pipe', windowsHide: true });
    this.child = child;
    this.spawned = new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    this.ended = new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
      // A descendant that left the group could hold the streams open for ever.
      child.once('exit', () => {
        this.#signal('SIGKILL');
        void delay(TERM_GRACE_MS, undefined, { ref: false }).then(resolve);
      });
    });
    void this.ended.then(() => {
      this.#over = true;
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_TAIL);
    });
  }

  get over(): boolean {
    return this.#over;
  }

  /** Last words on stderr: for the log, never for a model. */
  get stderrTail(): string {
    return this.#stderr;
  }

  /** Closes stdin, then asks with SIGTERM, then ends the group with SIGKILL. Resolves when nothing is left. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.child.stdin.end();
    if (!(await this.#endsWithin(STDIN_GRACE_MS))) {
      this.#signal('SIGTERM');
      if (!(await this.#endsWithin(TERM_GRACE_MS))) return this.kill();
    }
    this.#signal('SIGKILL');
  }

  /** Ends the group at once. */
  async kill(): Promise<void> {
    if (this.#over) return;
    this.#signal('SIGKILL');
    await this.ended;
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const stop = new AbortController();
    const late = delay(ms, false, { signal: stop.signal }).catch(() => false);
    const ended = await Promise.race([this.ended.then(() => true), late]);
    stop.abort();
    return ended;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}
