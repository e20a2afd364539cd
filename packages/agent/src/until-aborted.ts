/** Waits for work that may not notice an abort. */

/**
 * Settles as the work does, or rejects with the signal's reason when that aborts first; what the work does afterwards
 * is ignored. Leaves no listener behind.
 */
export function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) throw signal.reason;
    const onAbort = () => reject(signal.reason);
    const close = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort);
    // Runs at each model call and each tool: no more promises than it takes.
    begin(work).then(
      (value) => {
        close();
        resolve(value);
      },
      (thrown: unknown) => {
        close();
        reject(thrown);
      },
    );
  });
}

function begin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}
