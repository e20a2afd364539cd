/**
 * A few equal places of work, made when they are needed. Starting a server costs as much as hundreds of calls, so a
 * further place is only made when somebody has waited for a while.
 */
import { abortable } from './keyed-lock.ts';

const GROW_AFTER_MS = 100;

export class SlotRack<T> {
  readonly #max: number;
  readonly #make: (index: number) => Promise<T>;
  readonly #free: T[] = [];
  readonly #waiting: PromiseWithResolvers<T>[] = [];
  readonly #made: T[] = [];
  #count = 0;

  constructor(max: number, make: (index: number) => Promise<T>) {
    this.#max = max;
    this.#make = make;
  }

  /** Those made so far. */
  get all(): readonly T[] {
    return this.#made;
  }

  /** First come, first served. The one given back last is given out first, because it is warm. */
  async take(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#count === 0) return this.#grow();
    const place = Promise.withResolvers<T>();
    this.#waiting.push(place);
    const timer = setTimeout(() => void this.#growFor(place), GROW_AFTER_MS);
    try {
      return await abortable(place.promise, signal);
    } catch (error) {
      if (!this.#leave(place)) {
        // A place is on its way to somebody who is gone.
        void place.promise.then(
          (slot) => this.give(slot),
          () => {},
        );
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  give(slot: T): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(slot);
    else this.#free.push(slot);
  }

  async #grow(): Promise<T> {
    const index = this.#count;
    this.#count += 1;
    try {
      const slot = await this.#make(index);
      this.#made.push(slot);
      return slot;
    } catch (error) {
      this.#count -= 1;
      throw error;
    }
  }

  async #growFor(place: PromiseWithResolvers<T>): Promise<void> {
    if (this.#count >= this.#max || !this.#leave(place)) return;
    await this.#grow().then(place.resolve, place.reject);
  }

  #leave(place: PromiseWithResolvers<T>): boolean {
    const at = this.#waiting.indexOf(place);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }
}
