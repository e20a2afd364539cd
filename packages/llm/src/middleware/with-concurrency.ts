/** At most so many model calls at a time; the others wait in the order of their coming. */
import { abortError, type Model } from '@nex/core';

export interface ConcurrencyLimit {
  /** Resolves when there is room; every entry must `leave`. Rejects when the signal aborts. */
  enter(signal: AbortSignal): Promise<void>;
  leave(): void;
  readonly running: number;
  readonly waiting: number;
}

export function createConcurrencyLimit(max: number): ConcurrencyLimit {
  const waiting = new Set<() => void>();
  let running = 0;
  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiting.size;
    },
    enter(signal) {
      if (signal.aborted) return Promise.reject(abortError(signal));
      if (running < max) {
        running += 1;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const admit = () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        const onAbort = () => {
          waiting.delete(admit);
          reject(abortError(signal));
        };
        waiting.add(admit);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    leave() {
      const [next] = waiting;
      if (!next) {
        running -= 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}

/** @param limit A number for this model alone, or a limit that several models share. */
export function withConcurrency(model: Model, limit: number | ConcurrencyLimit): Model {
  const shared = typeof limit === 'number' ? createConcurrencyLimit(limit) : limit;
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      await shared.enter(options.signal);
      try {
        return await model.call(request, options);
      } finally {
        shared.leave();
      }
    },
  };
}
