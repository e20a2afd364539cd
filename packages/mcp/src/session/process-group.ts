/**
 * A child process that leads a process group of its own. Whatever way it ends, the whole group ends with it, and so do
 * descendants that left the group. Its stderr is drained and only the tail kept.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcesses, processesBelow, processesMarked } from './stragglers.ts';

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
/** Its value tells the descendants of one process from those of others. */
const MARK = 'NEX_SERVER_PROCESS';

export class ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when the process has ended, or could not be started. */
  readonly ended: Promise<void>;
  /** Rejects when the process cannot be started. */
  readonly spawned: Promise<void>;
  readonly #mark = randomUUID();
  #ending: Promise<void> | undefined;
  #over = false;
  #stderr = '';

  constructor({ command, args, env, cwd }: ProcessParameters) {
    const marked = { ...env, [MARK]: this.#mark };
    const child = spawn(command, args, {
      env: marked,
      cwd,
      detached: true,
      stdio: 'pipe',
      windowsHide: true,
    });
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
        // It ended by itself: what it left is nobody's child any more.
        this.#ending ??= processesMarked(MARK, this.#mark).then(endProcesses);
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
    await this.#end(async () => {
      this.child.stdin.end();
      if (await this.#endsWithin(STDIN_GRACE_MS)) return;
      this.#signal('SIGTERM');
      await this.#endsWithin(TERM_GRACE_MS);
    });
  }

  /** Ends the group at once. */
  async kill(): Promise<void> {
    // Also when it is asked to end already.
    if (this.#ending) this.#signal('SIGKILL');
    await this.#end(async () => {});
  }

  async #end(ask: () => Promise<void>): Promise<void> {
    this.#ending ??= this.#endAll(ask);
    await this.#ending;
  }

  async #endAll(ask: () => Promise<void>): Promise<void> {
    const { pid } = this.child;
    const below = pid === undefined ? [] : await processesBelow(pid);
    await ask();
    this.#signal('SIGKILL');
    await this.ended;
    await endProcesses(below);
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
