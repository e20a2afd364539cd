/** Waits for work that may not notice an abort. */

/**
 * Settles as the work does, or rejects with the signal's reason when that aborts first; what the work does afterwards
 * is ignored. Leaves no listener behind.
 */
export function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const close = () => signal.removeEventListener('abort', onAbort);
    new Promise<T>((start) => start(work())).then(resolve, reject).finally(close);
  });
}
