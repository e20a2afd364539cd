/**
 * A server whose state lies in files: a few warm processes serve all runs. A call takes the lock of its state, then
 * a slot; the state is moved in, the call made, the state moved out. A process that may still be at work is ended
 * before its state is moved out, so that no run's call can touch another run's state.
 */
import type { PathAlias } from '../alias/path-alias.ts';
import type { SnapshotTool } from '../catalogue/snapshot.ts';
import type { McpSession } from '../session/session.ts';
import { type Backend, type BackendAnswer, type BackendCall, callThrough, isAnswered } from './backend.ts';
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
    return this.#withState(request.rootRunId, request.signal, async (session, { alias, process }, quit) => {
      using _work = process.workFor(request.owner);
      const answer = await callThrough(session, alias, request, quit);
      return { value: { answer, alias }, clean: isAnswered(answer) };
    });
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

  async close(): Promise<void> {
    await Promise.allSettled(this.#working);
    await Promise.all(this.processes().map((process) => process.stop()));
  }

  processes(): WarmProcess[] {
    return this.#rack.all.map((slot) => slot.process);
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
      let used: McpSession | undefined;
      try {
        using quit = eitherSignal(signal, life);
        const done = await slot.process.use(signal, (session) => {
          used = session;
          return run(session, slot, quit.signal);
        });
        clean = done.clean;
        return done.value;
      } finally {
        if (!clean) await slot.process.settle(used, signal);
        await store.moveOut(slot.place, rootRunId, server);
      }
    } finally {
      this.#rack.give(slot);
    }
  }
}

/** Aborts with the first of both. Unlike `AbortSignal.any` it holds on to neither when it is disposed. */
function eitherSignal(one: AbortSignal, other: AbortSignal): { signal: AbortSignal } & Disposable {
  const either = new AbortController();
  const end = () => either.abort();
  for (const signal of [one, other]) {
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  }
  return {
    signal: either.signal,
    [Symbol.dispose]: () => {
      for (const signal of [one, other]) signal.removeEventListener('abort', end);
    },
  };
}
