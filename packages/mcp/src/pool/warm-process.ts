/** One server session that is opened when it is needed, kept warm, and opened anew after it ended. */
import type { McpSession } from '../session/session.ts';
import { abortable } from './keyed-lock.ts';
import type { CappedProcess, ProcessCap } from './process-cap.ts';

export interface WarmProcessOptions {
  cap: ProcessCap;
  /** Aborts when the pool is disposed. */
  life: AbortSignal;
  open: (signal: AbortSignal) => Promise<McpSession>;
  /** True when the process holds state in memory: it is never ended to make room. */
  pinned: boolean;
  /** How long to wait for room. */
  startTimeoutMs: number;
  /** After so many calls the process is ended; the next call starts a fresh one. */
  maxCalls: number;
}

export class WarmProcess implements CappedProcess {
  readonly #options: WarmProcessOptions;
  #session: McpSession | undefined;
  #starting: Promise<McpSession> | undefined;
  #stopping: Promise<void> | undefined;
  #users = 0;
  #calls = 0;
  lastUsedMs = Date.now();

  constructor(options: WarmProcessOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#session?.closed === false ? this.#session.pid : undefined;
  }
  get calls(): number {
    return this.#calls;
  }
  get busy(): boolean {
    return this.#users > 0;
  }
  get warm(): boolean {
    return this.#session?.closed === false;
  }
  get evictable(): boolean {
    return !this.busy && !this.#options.pinned && this.#session !== undefined && !this.#stopping;
  }

  /** Opens the session when needed and keeps it from being ended while `run` is at work. */
  async use<T>(signal: AbortSignal, run: (session: McpSession) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      const session = await abortable(this.#open(), signal);
      this.#calls += 1;
      return await run(session);
    } finally {
      this.#users -= 1;
      this.lastUsedMs = Date.now();
      if (!this.busy && this.#calls >= this.#options.maxCalls) await this.stop();
      this.#options.cap.changed();
    }
  }

  /** Ends the session: `at-once` when the server may be hanging or at work. */
  async stop(how: 'gently' | 'at-once' = 'gently'): Promise<void> {
    if (this.#starting) await this.#starting.catch(() => {});
    this.#stopping ??= this.#stop(how).finally(() => {
      this.#stopping = undefined;
    });
    await this.#stopping;
  }

  async #stop(how: 'gently' | 'at-once'): Promise<void> {
    const session = this.#session;
    if (!session) return;
    if (how === 'at-once') await session.kill();
    else await session[Symbol.asyncDispose]();
    this.#session = undefined;
    this.#calls = 0;
    this.#options.cap.leave(this);
  }

  async #open(): Promise<McpSession> {
    await this.#stopping;
    if (this.#session?.closed === false) return this.#session;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<McpSession> {
    const { cap, life, open } = this.#options;
    if (this.#session) await this.#stop('at-once');
    await cap.enter(this, AbortSignal.any([life, AbortSignal.timeout(this.#options.startTimeoutMs)]));
    try {
      this.#session = await open(life);
      return this.#session;
    } catch (error) {
      cap.leave(this);
      throw error;
    }
  }
}
