/** One job at a time beside the caller's own work, on a thread that is not the caller's. Who is too fast waits. */
export class SideJob implements AsyncDisposable {
  #running: Promise<void> = Promise.resolve();

  /** Starts the job when the one before has ended. Throws what that one failed with. */
  async start(job: () => Promise<void>): Promise<void> {
    await this.#running;
    this.#running = job();
    // It is awaited, and its failure thrown, by the next call.
    this.#running.catch(() => undefined);
  }

  /** Waits for the last job and throws what it failed with. */
  async end(): Promise<void> {
    await this.#running;
  }

  /** Waits until nothing runs any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.catch(() => undefined);
  }
}
