/**
 * MCP over the standard streams of a child process that leads a process group of its own. Whatever way it ends,
 * the whole group ends with it. Lines on stdout that are no messages (banners) are skipped; stderr is drained and
 * only its tail kept.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type JSONRPCMessage,
  ReadBuffer,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/client';

export interface ProcessParameters {
  command: string;
  args: readonly string[];
  /** Complete: nothing is inherited. */
  env: Record<string, string>;
  cwd: string;
  /** Longest message that is read; a longer one ends the process. */
  maxMessageBytes: number;
}

const STDIN_GRACE_MS = 300;
const TERM_GRACE_MS = 1_000;
const STDERR_TAIL = 4_000;

export class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  readonly #parameters: ProcessParameters;
  readonly #buffer: ReadBuffer;
  #child: ChildProcessWithoutNullStreams | undefined;
  #ended = Promise.resolve();
  #over = false;
  #stderr = '';

  constructor(parameters: ProcessParameters) {
    this.#parameters = parameters;
    this.#buffer = new ReadBuffer({ maxBufferSize: parameters.maxMessageBytes });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Last words on stderr: for the log, never for a model. */
  get stderrTail(): string {
    return this.#stderr;
  }

  async start(): Promise<void> {
    const { command, args, env, cwd } = this.#parameters;
    const child = spawn(command, args, { env, cwd, detached: true, stdio: 'pipe', windowsHide: true });
    this.#child = child;
    const spawned = new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        this.#finish();
        reject(error);
      });
    });
    this.#ended = new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
      // A descendant that left the group could hold the streams open for ever.
      child.once('exit', () => {
        this.#signal('SIGKILL');
        void delay(TERM_GRACE_MS, undefined, { ref: false }).then(resolve);
      });
    });
    void this.#ended.then(() => this.#finish());
    child.stdin.on('error', (error) => this.onerror?.(error));
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_TAIL);
    });
    await spawned;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const child = this.#child;
    if (!child || this.#over) throw new Error('The process has ended.');
    if (!child.stdin.write(serializeMessage(message))) {
      await Promise.race([new Promise<void>((resolve) => child.stdin.once('drain', resolve)), this.#ended]);
    }
  }

  /** Closes stdin, then asks with SIGTERM, then ends the group with SIGKILL. Resolves when nothing is left. */
  async close(): Promise<void> {
    if (!this.#child || this.#over) return;
    this.#child.stdin.end();
    if (!(await this.#endsWithin(STDIN_GRACE_MS))) {
      this.#signal('SIGTERM');
      if (!(await this.#endsWithin(TERM_GRACE_MS))) return this.kill();
    }
    this.#signal('SIGKILL');
  }

  /** Ends the group at once. */
  async kill(): Promise<void> {
    if (!this.#child || this.#over) return;
    this.#signal('SIGKILL');
    await this.#ended;
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const stop = new AbortController();
    const late = delay(ms, false, { signal: stop.signal }).catch(() => false);
    const ended = await Promise.race([this.#ended.then(() => true), late]);
    stop.abort();
    return ended;
  }

  #read(chunk: Buffer): void {
    try {
      this.#buffer.append(chunk);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      void this.kill();
      return;
    }
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch {
        // The line was no message. It is taken out of the buffer; the next one is tried.
      }
    }
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#child?.stdout.destroy();
    this.#child?.stderr.destroy();
    this.#child?.stdin.destroy();
    this.#buffer.clear();
    this.onclose?.();
  }
}
