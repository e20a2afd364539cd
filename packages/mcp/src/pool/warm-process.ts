/** One server session that is opened when it is needed, kept warm, and opened anew after it ended. */
import { NexError } from '@nex/core';
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
  roomTimeoutMs: number;
  /** After so many calls the process is ended; the next call starts a fresh one. */
  maxCalls: number;
}

export interface OwnedWork {
  /** Of the process as it lives now. */
  calls: number;
  /** Calls under way. */
  busy: number;
}

/** How long a call whose caller is gone may go on before its process is ended. */
const ABORT_GRACE_MS = 500;

export class WarmProcess implements CappedProcess {
  readonly #options: WarmProcessOptions;
  #session: McpSession | undefined;
  #starting: Promise<McpSession> | undefined;
  #halt = new AbortController();
  #stopping: Promise<void> | undefined;
  #users = 0;
  #calls = 0;
  #work = new Map<string, OwnedWork>();
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
  /** By whom its calls were made. */
  get work(): ReadonlyMap<string, Readonly<OwnedWork>> {
    return this.#work;
  }
  get busy(): boolean {
    return this.#users > 0;
  }
  get opening(): boolean {
    return this.#starting !== undefined;
  }
  get evictable(): boolean {
    return !this.busy && !this.#options.pinned && this.#session !== undefined && !this.#stopping;
  }

  /** Opens the session when needed and keeps it from being ended while `run` is at work. */
  async use<T>(signal: AbortSignal, run: (session: McpSession) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      const session = await this.#ready(signal);
      this.#calls += 1;
      return await run(session);
    } finally {
      this.#users -= 1;
      this.lastUsedMs = Date.now();
      if (!this.busy && this.#calls >= this.#options.maxCalls) await this.stop();
      this.#options.cap.changed();
    }
  }

  /** Counts a call for its owner, which ends with what is given back. */
  workFor(owner: string): Disposable {
    const work = this.#work.get(owner) ?? { calls: 0, busy: 0 };
    this.#work.set(owner, work);
    work.calls += 1;
    work.busy += 1;
    return { [Symbol.dispose]: () => void (work.busy -= 1) };
  }

  /**
   * After a call of `session` that did not end well: ends it, unless its caller gave up and the server has finished
   * what it was asked, or does so in a short while. A session that another has taken the place of is left alone.
   */
  async settle(session: McpSession | undefined, signal: AbortSignal): Promise<void> {
    if (session && signal.aborted && !this.#options.life.aborted && (await session.quiet(ABORT_GRACE_MS)))
      return;
    if (!session || session === this.#session) await this.stop('at-once');
  }

  /** Ends the session, also one that is being opened: `at-once` when the server may be hanging or at work. */
  async stop(how: 'gently' | 'at-once' = 'gently'): Promise<void> {
    if (this.#starting) {
      this.#halt.abort(new NexError('cancelled', 'The tool server is ended.'));
      await this.#starting.catch(() => {});
    }
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
    this.#work = new Map();
    this.#options.cap.leave(this);
  }

  async #ready(signal: AbortSignal): Promise<McpSession> {
    signal.throwIfAborted();
    if (this.#stopping) await this.#stopping;
    if (this.#session?.closed === false) return this.#session;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return abortable(this.#starting, signal);
  }

  async #start(): Promise<McpSession> {
    const { cap, life, open, roomTimeoutMs } = this.#options;
    this.#halt = new AbortController();
    const halt = AbortSignal.any([life, this.#halt.signal]);
    if (this.#session) await this.#stop('at-once');
    await this.#enter(AbortSignal.any([halt, AbortSignal.timeout(roomTimeoutMs)]), halt);
    try {
      this.#session = await open(halt);
      return this.#session;
    } catch (error) {
      cap.leave(this);
      throw error;
    }
  }

  async #enter(signal: AbortSignal, halt: AbortSignal): Promise<void> {
    try {
      await this.#options.cap.enter(this, signal);
    } catch (error) {
      halt.throwIfAborted();
      throw new NexError('tool_unavailable', 'Too many tool servers are at work.', { cause: error });
    }
  }
}
