/**
 * A server without state: one warm process for all runs. Calls are pipelined when the server is safe for it. A
 * process that let a call time out takes no further calls and ends with its last one.
 */
import type { PathAlias } from '../alias/path-alias.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { McpSession } from '../session/session.ts';
import { type Backend, type BackendAnswer, type BackendCall, callThrough } from './backend.ts';
import { KeyedLock } from './keyed-lock.ts';
import type { WarmProcess } from './warm-process.ts';

export interface SharedBackendOptions {
  parallel: boolean;
  alias: PathAlias;
  timeoutMs: number;
  makeProcess(): WarmProcess;
}

export class SharedBackend implements Backend {
  readonly #options: SharedBackendOptions;
  readonly #lock = new KeyedLock();
  readonly #retired = new Set<WarmProcess>();
  #current: WarmProcess;

  constructor(options: SharedBackendOptions) {
    this.#options = options;
    this.#current = options.makeProcess();
  }

  async call(request: BackendCall): Promise<BackendAnswer> {
    const { alias, parallel } = this.#options;
    const { signal } = request;
    using _turn = parallel ? undefined : await this.#lock.acquire('', signal);
    const process = this.#current;
    let used: McpSession | undefined;
    try {
      const answer = await process.use(signal, async (session) => {
        using _work = process.workFor(request.owner);
        used = session;
        return await callThrough(session, alias, request, signal);
      });
      if (answer.kind === 'timeout' && process === this.#current) {
        this.#current = this.#options.makeProcess();
        this.#retired.add(process);
      }
      return { answer, alias };
    } finally {
      // Who comes next must find a server that is done.
      if (!parallel && used && signal.aborted) await process.settle(used, signal);
      await this.#endRetired();
    }
  }

  async listTools(_rootRunId: string, signal: AbortSignal): Promise<SnapshotTool[]> {
    const { timeoutMs } = this.#options;
    return this.#current.use(signal, (session) => session.listTools({ signal, timeoutMs }));
  }

  async endRun(): Promise<void> {}

  processes(): WarmProcess[] {
    return [this.#current, ...this.#retired];
  }

  async close(): Promise<void> {
    await Promise.all(this.processes().map((process) => process.stop()));
  }

  async #endRetired(): Promise<void> {
    for (const process of this.#retired) {
      if (process.busy) continue;
      this.#retired.delete(process);
      await process.stop('at-once');
    }
  }
}
