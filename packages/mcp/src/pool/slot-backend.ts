/**
 * A server whose state lies in files: a few warm processes serve all runs. A call takes the lock of its state, then
 * a slot; the state is moved in, the call made, the state moved out. A process that may still be at work is ended
 * before its state is moved out, so that no run's call can touch another run's state.
 */
import type { JsonObject } from '@nex/core';
import type { PathAlias } from '../alias/path-alias.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { CallAnswer, McpSession } from '../session/session.ts';
import type { Backend, BackendAnswer, BackendCall } from './backend.ts';
import { abortable, KeyedLock } from './keyed-lock.ts';
import { SlotRack } from './slot-rack.ts';
import type { SlotPlace, StateStore } from './state-store.ts';
import type { WarmProcess } from './warm-process.ts';

export interface Slot {
  place: SlotPlace;
  process: WarmProcess;
  alias: PathAlias;
}

export interface SlotBackendOptions {
  server: string;
  seed: Readonly<Record<string, string>>;
  store: StateStore;
  life: AbortSignal;
  timeoutMs: number;
  maxSlots: number;
  makeSlot(index: number): Promise<Slot>;
}

/** How long a call whose caller is gone may go on before its process is ended. */
const ABORT_GRACE_MS = 500;

export class SlotBackend implements Backend {
  readonly #options: SlotBackendOptions;
  readonly #states = new KeyedLock();
  readonly #rack: SlotRack<Slot>;
  readonly #working = new Set<Promise<unknown>>();

  constructor(options: SlotBackendOptions) {
    this.#options = options;
    this.#rack = new SlotRack(options.maxSlots, (index) => options.makeSlot(index));
  }

  /** Returns or throws at once when the signal aborts; the slot is let go when the server has finished. */
  async call(request: BackendCall): Promise<BackendAnswer> {
    const { rootRunId, tool, timeoutMs, signal } = request;
    return this.#withState(rootRunId, signal, (session, slot, quit) =>
      this.#answer(session, slot, { tool, args: request.args, timeoutMs, quit }),
    );
  }

  async listTools(rootRunId: string, signal: AbortSignal): Promise<SnapshotTool[]> {
    const { timeoutMs } = this.#options;
    return this.#withState(rootRunId, signal, async (session, _slot, quit) => ({
      value: await session.listTools({ signal: quit, timeoutMs }),
      clean: true,
    }));
  }

  async endRun(rootRunId: string): Promise<void> {
    using _state = await this.#states.acquire(rootRunId, new AbortController().signal);
  }

  async settle(): Promise<void> {
    await Promise.allSettled(this.#working);
  }

  processes(): WarmProcess[] {
    return this.#rack.all.map((slot) => slot.process);
  }

  async #answer(
    session: McpSession,
    slot: Slot,
    call: { tool: string; args: JsonObject; timeoutMs: number; quit: AbortSignal },
  ): Promise<{ value: BackendAnswer; clean: boolean }> {
    const args = slot.alias.toServer(call.args);
    const options = { signal: call.quit, timeoutMs: call.timeoutMs };
    const answer: CallAnswer = await session.callTool(call.tool, args, options);
    const clean = answer.kind === 'result' || answer.kind === 'refused';
    return { value: { answer, alias: slot.alias }, clean };
  }

  async #withState<T>(
    rootRunId: string,
    signal: AbortSignal,
    run: (session: McpSession, slot: Slot, quit: AbortSignal) => Promise<{ value: T; clean: boolean }>,
  ): Promise<T> {
    const state = await this.#states.acquire(rootRunId, signal);
    const work = this.#inSlot(rootRunId, signal, run);
    const over = work
      .catch(() => {
        // Heard below, unless the caller is gone.
      })
      .finally(() => {
        this.#working.delete(over);
        state[Symbol.dispose]();
      });
    this.#working.add(over);
    return abortable(work, signal);
  }

  async #inSlot<T>(
    rootRunId: string,
    signal: AbortSignal,
    run: (session: McpSession, slot: Slot, quit: AbortSignal) => Promise<{ value: T; clean: boolean }>,
  ): Promise<T> {
    const { store, server, seed, life } = this.#options;
    const slot = await this.#rack.take(signal);
    try {
      await store.moveIn(slot.place, rootRunId, server, seed);
      let clean = false;
      try {
        using quit = lateSignal(signal, life);
        const done = await slot.process.use(signal, (session) => run(session, slot, quit.signal));
        clean = done.clean;
        return done.value;
      } finally {
        if (!clean) await slot.process.stop('at-once');
        await store.moveOut(slot.place, rootRunId, server);
      }
    } finally {
      this.#rack.give(slot);
    }
  }
}

/** Aborts a while after `signal` did, and at once when `life` ends. */
function lateSignal(signal: AbortSignal, life: AbortSignal): { signal: AbortSignal } & Disposable {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => late.abort(), ABORT_GRACE_MS);
  };
  const end = () => late.abort();
  signal.addEventListener('abort', start, { once: true });
  life.addEventListener('abort', end, { once: true });
  if (life.aborted) end();
  return {
    signal: late.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', start);
      life.removeEventListener('abort', end);
    },
  };
}
