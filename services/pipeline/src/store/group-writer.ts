/**
 * Puts writes together that come while others are under way: the next transaction holds all that have come in the
 * meantime, so that many small writes cost few commits, and a single one does not wait for others.
 */
export class GroupWriter<T> {
  readonly #write: (group: readonly T[]) => Promise<unknown>;
  readonly #most: number;
  #waiting: { item: T; done: PromiseWithResolvers<void> }[] = [];
  #writing = 0;
  readonly #atOnce: number;

  /**
   * `most`: items of one write; a write that fails fails every `add` of its group. `atOnce`: with two, this process makes
   * one group ready while the database writes the other.
   */
  constructor(most: number, write: (group: readonly T[]) => Promise<unknown>, atOnce = 1) {
    this.#most = most;
    this.#write = write;
    this.#atOnce = atOnce;
  }

  /** Resolves when the item is written. */
  add(item: T): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ item, done });
    if (this.#writing < this.#atOnce) void this.#run();
    return done.promise;
  }

  async #run(): Promise<void> {
    this.#writing += 1;
    // Those that come in the same turn go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#most);
      try {
        await this.#write(group.map(({ item }) => item));
        for (const { done } of group) done.resolve();
      } catch (thrown) {
        for (const { done } of group) done.reject(thrown);
      }
    }
    this.#writing -= 1;
  }
}
