/** One look at a store for everybody in the process who waits, now and then and never twice at a time; it rests while nobody does. */
export interface Poller extends AsyncDisposable {
  /** Looks now, or right after the look that goes on. */
  wake(): void;
  /** Looks within the interval, for who waits from now on and has just looked by other means. */
  rouse(): void;
}

export interface PollerOptions {
  intervalMs: number;
  /** Whether anybody waits. Asked before each look. Default: always. */
  isNeeded?: () => boolean;
  look: () => Promise<void>;
  /** A look that failed; the next comes after the interval. Must not throw. */
  onFailure: (thrown: unknown) => void;
}

/** Asleep until the first `wake` or `rouse`. Disposing waits for the look that goes on. */
export function createPoller({ intervalMs, isNeeded = () => true, ...options }: PollerOptions): Poller {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let closed = false;
  const look = async () => {
    do {
      again = false;
      await options.look().catch(options.onFailure);
    } while (again && !closed && isNeeded());
  };
  const wake = () => {
    // A timer that fired while nobody waited must not keep the next one from being set.
    clearTimeout(timer);
    timer = undefined;
    if (closed || !isNeeded()) return;
    if (looking) {
      again = true;
      return;
    }
    looking = look().finally(() => {
      looking = undefined;
      if (!closed && isNeeded()) timer = setTimeout(wake, intervalMs);
    });
  };
  return {
    wake,
    rouse() {
      if (!closed && !looking) timer ??= setTimeout(wake, intervalMs);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
