/** A bell: who waits goes on when it rings, also when it rang before the wait began. */

export interface Wake {
  up(): void;
  /** Resolves when it rang since the last wait, when the time is over, or when the signal aborts. One wait at a time. */
  next(timeoutMs: number, signal: AbortSignal): Promise<'woken' | 'patience'>;
}

export function createWake(): Wake {
  let rang = false;
  let ring = () => {};
  return {
    up() {
      rang = true;
      ring();
    },
    next(timeoutMs, signal) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          ring = () => {};
          const outcome = rang ? 'woken' : 'patience';
          rang = false;
          resolve(outcome);
        };
        const timer = setTimeout(done, timeoutMs);
        ring = done;
        signal.addEventListener('abort', done, { once: true });
        if (rang || signal.aborted) done();
      });
    },
  };
}
