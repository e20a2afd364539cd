/** The pools of a factory: the time for connecting belongs to a pool, so each such time has its own. */
import { createHttpPool, type HttpPool, type HttpPoolOptions } from './http-pool.ts';
import { withTraceContext } from './trace-context.ts';

export interface PoolSetOptions extends HttpPoolOptions {
  /** Stays the caller's; serves all who ask for no connect timeout of their own. */
  pool?: HttpPool;
  /** Whether requests carry the trace context. */
  traced: boolean;
}

/** Disposing closes the pools that were made here. */
export interface PoolSet extends AsyncDisposable {
  /** @param connectTimeoutMs Rounded up to whole seconds, at most 120: that bounds the number of pools. */
  get(connectTimeoutMs?: number): HttpPool;
}

const LONGEST_SECONDS = 120;

export function createPoolSet({ pool, traced, ...options }: PoolSetOptions): PoolSet {
  const own: HttpPool[] = [];
  const byTimeout = new Map<number, HttpPool>();
  const wrap = (one: HttpPool) => (traced ? withTraceContext(one) : one);
  const make = (overrides: HttpPoolOptions = {}): HttpPool => {
    const made = createHttpPool({ ...options, ...overrides });
    own.push(made);
    return wrap(made);
  };
  const usual = pool ? wrap(pool) : make();
  return {
    get(connectTimeoutMs) {
      if (connectTimeoutMs === undefined || connectTimeoutMs === options.connectTimeoutMs) return usual;
      const seconds = Math.min(LONGEST_SECONDS, Math.ceil(connectTimeoutMs / 1000));
      let found = byTimeout.get(seconds);
      if (!found) {
        found = make({ connectTimeoutMs: seconds * 1000 });
        byTimeout.set(seconds, found);
      }
      return found;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(own.map((one) => one[Symbol.asyncDispose]()));
    },
  };
}
