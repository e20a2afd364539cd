/** Mutual exclusion by key, first come first served. Who gives up waiting loses its place and disturbs nobody. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>();

  /** Dispose what is given back to let the next one in. Throws when the signal aborts while waiting. */
  async acquire(key: string, signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    const before = this.#tails.get(key) ?? Promise.resolve();
    const held = Promise.withResolvers<void>();
    const tail = before.then(() => held.promise);
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    try {
      await abortable(before, signal);
    } catch (error) {
      held.resolve();
      throw error;
    }
    return { [Symbol.dispose]: held.resolve };
  }
}

/** Waits for the promise, but no longer than until the signal aborts; then it throws the signal's reason. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
