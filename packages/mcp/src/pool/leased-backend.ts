/**
 * A server that an agent file brings along. Nothing is known of its state, so every run has a process or HTTP
 * session of its own from its first call to its end.
 */
import type { PathAlias } from '../alias/path-alias.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { Backend, BackendAnswer, BackendCall } from './backend.ts';
import { KeyedLock } from './keyed-lock.ts';
import type { WarmProcess } from './warm-process.ts';

export interface Lease {
  process: WarmProcess;
  alias: PathAlias;
  /** Removes what the lease lay in. The process has ended. */
  clear: () => Promise<void>;
}

export interface LeasedBackendOptions {
  /** Whether calls of one run may overlap. */
  parallel: boolean;
  timeoutMs: number;
  makeLease(rootRunId: string): Promise<Lease>;
}

export class LeasedBackend implements Backend {
  readonly #options: LeasedBackendOptions;
  readonly #lock = new KeyedLock();
  readonly #leases = new Map<string, Promise<Lease>>();
  readonly #open = new Map<string, Lease>();

  constructor(options: LeasedBackendOptions) {
    this.#options = options;
  }

  async call({ rootRunId, tool, args, timeoutMs, signal }: BackendCall): Promise<BackendAnswer> {
    using _turn = this.#options.parallel ? undefined : await this.#lock.acquire(rootRunId, signal);
    const { process, alias } = await this.#lease(rootRunId);
    let intact = false;
    try {
      const answer = await process.use(signal, (session) =>
        session.callTool(tool, alias.toServer(args), { signal, timeoutMs }),
      );
      const answered = answer.kind === 'result' || answer.kind === 'refused';
      // Of an HTTP server only a lost session is opened anew: other calls may be on their way.
      intact = answered || (this.#options.parallel && answer.kind === 'timeout');
      return { answer, alias };
    } finally {
      if (!intact && !(this.#options.parallel && signal.aborted)) await process.stop('at-once');
    }
  }

  async listTools(rootRunId: string, signal: AbortSignal): Promise<SnapshotTool[]> {
    const { process } = await this.#lease(rootRunId);
    const { timeoutMs } = this.#options;
    return process.use(signal, (session) => session.listTools({ signal, timeoutMs }));
  }

  async endRun(rootRunId: string): Promise<void> {
    using _turn = await this.#lock.acquire(rootRunId, new AbortController().signal);
    const lease = await this.#leases.get(rootRunId)?.catch(() => undefined);
    this.#leases.delete(rootRunId);
    this.#open.delete(rootRunId);
    await lease?.process.stop();
    await lease?.clear();
  }

  async settle(): Promise<void> {}

  processes(): WarmProcess[] {
    return [...this.#open.values()].map((lease) => lease.process);
  }

  async #lease(rootRunId: string): Promise<Lease> {
    const present = this.#leases.get(rootRunId);
    if (present) return present;
    const made = this.#options.makeLease(rootRunId);
    this.#leases.set(rootRunId, made);
    try {
      const lease = await made;
      this.#open.set(rootRunId, lease);
      return lease;
    } catch (error) {
      this.#leases.delete(rootRunId);
      throw error;
    }
  }
}
