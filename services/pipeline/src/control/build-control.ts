/** What somebody may change of a build while a worker is at it, as the heart last saw it. */
import type { BuildBudget } from '@nex/core';
import type { Lane } from '@nex/llm';

export interface Wishes {
  pauseRequested: boolean;
  concurrency: number;
  budget: BuildBudget | undefined;
}

export class BuildControl {
  readonly #listeners = new Set<() => void>();
  #now: Wishes;
  #lane: Lane | undefined;

  constructor(wishes: Wishes) {
    this.#now = wishes;
  }

  /** Nothing new is begun. */
  get pausing(): boolean {
    return this.#now.pauseRequested;
  }

  /** Runs and model calls at a time. */
  get concurrency(): number {
    return this.#now.concurrency;
  }

  /** How many the lane in force lets through of them. */
  get width(): number {
    return Math.min(this.concurrency, this.#lane?.state.width ?? this.concurrency);
  }

  /** The lane that runs or calls go through from now on. */
  follow(lane: Lane): void {
    this.#lane = lane;
  }

  get budget(): BuildBudget | undefined {
    return this.#now.budget;
  }

  set(wishes: Wishes): void {
    this.#now = wishes;
    for (const listener of this.#listeners) listener();
  }

  /** Called each time that somebody looked, changed or not; until disposed. */
  onLook(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
