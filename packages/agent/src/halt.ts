/**
 * How a loop is stopped, and how it waits for work that may not notice. Keeps its own list of who waits: a listener on
 * the signal for each model call and each tool costs several times as much.
 */

export interface Halt {
  /** For models and tools. */
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
  /**
   * Settles as the work does, or rejects with the signal's reason when that aborts first; what the work does afterwards
   * is ignored.
   */
  until<T>(work: () => Promise<T>): Promise<T>;
}

export function createHalt(): Halt {
  const controller = new AbortController();
  const { signal } = controller;
  const waiting = new Set<(reason: unknown) => void>();
  return {
    signal,
    abort(reason) {
      if (signal.aborted) return;
      controller.abort(reason);
      for (const reject of waiting) reject(signal.reason);
      waiting.clear();
    },
    until<T>(work: () => Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (signal.aborted) throw signal.reason;
        waiting.add(reject);
        begin(work).then(
          (value) => {
            waiting.delete(reject);
            resolve(value);
          },
          (thrown: unknown) => {
            waiting.delete(reject);
            reject(thrown);
          },
        );
      });
    },
  };
}

function begin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}
