/**
 * For whom the work at hand is done. It goes along with everything that is awaited from there, as the trace does, so
 * that what is asked of the database and of other services far below is asked for the same caller.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Caller, callerHeaders, NexError, readCaller } from '@nex/core';

export interface Callers {
  /** Everything that `work` does, also later, is done for the caller. */
  run<T>(caller: Caller, work: () => T): T;
  /** For what others call later, listeners above all: it is done for the caller of now. */
  bind<A extends unknown[], R>(work: (...given: A) => R): (...given: A) => R;
  /** Throws `internal` where nobody is being served: what must not happen without a caller does not happen. */
  current(): Caller;
  /** For requests to other services; none where nobody is being served. */
  headers(): Record<string, string>;
  /** The same as `run`, for the caller that a request names. Throws `invalid_request`. */
  serve<T>(header: (name: string) => string | readonly string[] | undefined, work: () => T): T;
}

export function createCallers(): Callers {
  const storage = new AsyncLocalStorage<Caller>();
  const run = <T>(caller: Caller, work: () => T): T => storage.run(caller, work);
  return {
    run,
    bind: (work) => AsyncLocalStorage.bind(work),
    serve: (header, work) => run(readCaller(header), work),
    headers() {
      const caller = storage.getStore();
      return caller ? callerHeaders(caller) : {};
    },
    current() {
      const caller = storage.getStore();
      if (caller) return caller;
      throw new NexError('internal', 'This is done for a caller, and there is none.');
    },
  };
}
