/**
 * A server whose state is bound to its process or session: every run has one of its own, from its first call to its
 * end. Also for servers that agent files bring along, of whose state nothing is known.
 */
import { NexError } from '@nex/core';
import type { PathAlias } from '../alias/path-alias.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { McpSession } from '../session/session.ts';
import { type Backend, type BackendAnswer, type BackendCall, callThrough, isAnswered } from './backend.ts';
import { KeyedLock } from './keyed-lock.ts';
import type { WarmProcess } from './warm-process.ts';

export interface Lease {
  process: WarmProcess;
  alias: PathAlias;
  /** Waits until what the process depends on is there. */
  ready?: (signal: AbortSignal) => Promise<void>;
  /** Removes what the lease lay in. The process has ended. */
  clear: () => Promise<void>;
}

export interface LeasedBackendOptions {
  /** Whether calls of one run may overlap. */
  parallel: boolean;
  timeoutMs: number;
  makeLease(rootRunId: string): Promise<Lease>;
  /** Is shown every tool list. */
  saw: (tools: SnapshotTool[]) => void;
  /** Ends what all leases share. */
  close?: () => Promise<void>;
}

export class LeasedBackend implements Backend {
  readonly #options: LeasedBackendOptions;
  readonly #lock = new KeyedLock();
  readonly #leases = new Map<string, Promise<Lease>>();
  readonly #open = new Map<string, Lease>();
  #closed = false;

  constructor(options: LeasedBackendOptions) {
    this.#options = options;
  }

  async call(request: BackendCall): Promise<BackendAnswer> {
    const { rootRunId, signal } = request;
    const { parallel } = this.#options;
    using _turn = parallel ? undefined : await this.#lock.acquire(rootRunId, signal);
    const { process, alias, ready } = await this.#lease(rootRunId);
    let intact = false;
    let used: McpSession | undefined;
    try {
      await ready?.(signal);
      const answer = await process.use(signal, async (session) => {
        using _work = process.workFor(request.owner);
        used = session;
        return await callThrough(session, alias, request, signal);
      });
      // Where calls overlap only a lost session is opened anew: others may be on their way.
      intact = isAnswered(answer) || (parallel && answer.kind === 'timeout');
      return { answer, alias };
    } finally {
      if (!intact && used && !(parallel && signal.aborted)) await process.settle(used, signal);
    }
  }

  async listTools(rootRunId: string, signal: AbortSignal): Promise<SnapshotTool[]> {
    const { process, ready } = await this.#lease(rootRunId);
    const { timeoutMs } = this.#options;
    await ready?.(signal);
    const tools = await process.use(signal, (session) => session.listTools({ signal, timeoutMs }));
    this.#options.saw(tools);
    return tools;
  }

  async endRun(rootRunId: string): Promise<void> {
    // A run that has ended waits for no room.
    const waiting = this.#open.get(rootRunId);
    if (waiting?.process.opening) await waiting.process.stop();
    using _turn = await this.#lock.acquire(rootRunId, new AbortController().signal);
    const lease = await this.#leases.get(rootRunId)?.catch(() => undefined);
    this.#leases.delete(rootRunId);
    this.#open.delete(rootRunId);
    await lease?.process.stop();
    await lease?.clear();
  }

  processes(): WarmProcess[] {
    return [...this.#open.values()].map((lease) => lease.process);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#leases.values());
    await Promise.all(this.processes().map((process) => process.stop()));
    await this.#options.close?.();
  }

  async #lease(rootRunId: string): Promise<Lease> {
    const present = this.#leases.get(rootRunId);
    if (present) return present;
    if (this.#closed) throw new NexError('tool_unavailable', 'The runs of the tool server have ended.');
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
