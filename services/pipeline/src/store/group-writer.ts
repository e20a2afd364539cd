/**
 * Puts writes together that come while another is under way: the next transaction holds all that have come in the
 * meantime, so that many small writes cost few commits, and a single one does not wait for others.
 */
export class GroupWriter<T> {
  readonly #write: (group: readonly T[]) => Promise<void>;
  readonly #most: number;
  #waiting: { item: T; done: PromiseWithResolvers<void> }[] = [];
  #isWriting = false;

  /** `most`: items of one write. A write that fails fails every `add` of its group. */
  constructor(most: number, write: (group: readonly T[]) => Promise<void>) {
    this.#most = most;
    this.#write = write;
  }

  /** Resolves when the item is written. */
  add(item: T): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ item, done });
    if (!this.#isWriting) void this.#run();
    return done.promise;
  }

  async #run(): Promise<void> {
    this.#isWriting = true;
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
    this.#isWriting = false;
  }
}
