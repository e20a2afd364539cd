/** Keeps the number of server processes under a limit: room is made by ending the one that idled longest. */
import { abortable } from './keyed-lock.ts';

export interface CappedProcess {
  /** It runs, does nothing, and holds nothing that would be lost. */
  readonly evictable: boolean;
  readonly lastUsedMs: number;
  /** `undefined` when there is none, or it is not of this host. */
  readonly pid: number | undefined;
  /** Ends the process and calls `leave`. */
  stop(): Promise<void>;
}

export class ProcessCap {
  readonly #max: number;
  readonly #live = new Set<CappedProcess>();
  #change = Promise.withResolvers<void>();

  constructor(max: number) {
    this.#max = max;
  }

  get live(): ReadonlySet<CappedProcess> {
    return this.#live;
  }

  /** Waits until there is room. Throws when the signal aborts. */
  async enter(process: CappedProcess, signal: AbortSignal): Promise<void> {
    while (this.#live.size >= this.#max) {
      const idle = [...this.#live].filter((other) => other.evictable);
      const longest = idle.toSorted((a, b) => a.lastUsedMs - b.lastUsedMs)[0];
      if (longest) await longest.stop();
      else await abortable(this.#change.promise, signal);
    }
    this.#live.add(process);
  }

  leave(process: CappedProcess): void {
    if (this.#live.delete(process)) this.changed();
  }

  /** Says that a process became idle. */
  changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
