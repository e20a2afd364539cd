/** One look at the database for everybody in the process who waits; it rests while nobody does. */

export interface Poller extends AsyncDisposable {
  /** Looks now, or right after the look that goes on. */
  wake(): void;
  /** Looks within the interval, for who waits from now on and has just looked by other means. */
  rouse(): void;
}

export interface PollerOptions {
  intervalMs: number;
  /** Whether anybody waits. Asked before each look. */
  isNeeded: () => boolean;
  look: () => Promise<void>;
  /** A look that failed; the next comes after the interval. */
  onFailure: (thrown: unknown) => void;
}

/** Asleep until the first `wake` or `rouse`. */
export function createPoller(options: PollerOptions): Poller {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let closed = false;
  const look = async () => {
    do {
      again = false;
      await options.look().catch(options.onFailure);
    } while (again && !closed && options.isNeeded());
  };
  const wake = () => {
    // A timer that fired while nobody waited must not keep the next one from being set.
    clearTimeout(timer);
    timer = undefined;
    if (closed || !options.isNeeded()) return;
    if (looking) {
      again = true;
      return;
    }
    looking = look().finally(() => {
      looking = undefined;
      if (!closed && options.isNeeded()) timer = setTimeout(wake, options.intervalMs);
    });
  };
  return {
    wake,
    rouse() {
      if (!closed && !looking) timer ??= setTimeout(wake, options.intervalMs);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
