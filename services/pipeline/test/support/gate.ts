/** A place that work passes freely until the gate is set to close after some passes; then it waits there. */
export class Gate {
  #passesLeft = Number.POSITIVE_INFINITY;
  #opened = Promise.withResolvers<void>();
  #blocked = Promise.withResolvers<void>();

  /** Lets `passes` more through. */
  closeAfter(passes: number): void {
    this.#passesLeft = passes;
    this.#opened = Promise.withResolvers<void>();
    this.#blocked = Promise.withResolvers<void>();
  }

  open(): void {
    this.#passesLeft = Number.POSITIVE_INFINITY;
    this.#opened.resolve();
  }

  /** Resolves when something waits at the closed gate. */
  get blocked(): Promise<void> {
    return this.#blocked.promise;
  }

  async pass(): Promise<void> {
    this.#passesLeft -= 1;
    if (this.#passesLeft >= 0) return;
    this.#blocked.resolve();
    await this.#opened.promise;
  }
}
