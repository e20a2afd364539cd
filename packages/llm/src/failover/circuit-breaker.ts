/**
 * Keeps calls from a server that fails. Closed: calls go through. After so many failures in a row it opens: none does.
 * When the recovery time is over it is half-open: one call at a time probes; its success closes, its failure opens anew.
 * Only the calls admitted in the present state count: what a call from before the opening brings changes nothing.
 */

export interface BreakerOptions {
  /** Failures in a row that open it. Default 3. */
  failureThreshold?: number;
  /** From opening to the first probe. Default 60,000. */
  recoveryTimeoutMs?: number;
  /** Milliseconds that only grow. Default `performance.now`. */
  clock?: () => number;
}

export type BreakerState = 'closed' | 'open' | 'half_open';

/** Exactly one of them, once. */
export interface Permit {
  succeed(): void;
  fail(): void;
  /** The call says nothing about the server: it was cancelled, or its request was bad. */
  release(): void;
}

export interface CircuitBreaker {
  readonly state: BreakerState;
  /** Until the next probe may go; 0 when a call may go now or waits only for a probe under way. */
  readonly waitMs: number;
  /** `undefined`: no call may go now. */
  enter(): Permit | undefined;
}

export function createCircuitBreaker(options: BreakerOptions = {}): CircuitBreaker {
  const { failureThreshold = 3, recoveryTimeoutMs = 60_000, clock = () => performance.now() } = options;
  let failures = 0;
  let openedAt: number | undefined;
  let probing = false;
  /** Grows with each opening and closing: the permits of before are void. */
  let era = 0;

  function open(): void {
    openedAt = clock();
    era += 1;
    probing = false;
  }

  function close(): void {
    if (openedAt !== undefined) era += 1;
    openedAt = undefined;
    failures = 0;
    probing = false;
  }

  function waitMs(): number {
    return openedAt === undefined ? 0 : Math.max(0, openedAt + recoveryTimeoutMs - clock());
  }

  return {
    get state() {
      if (openedAt === undefined) return 'closed';
      return waitMs() > 0 ? 'open' : 'half_open';
    },
    get waitMs() {
      return waitMs();
    },
    enter() {
      const probe = openedAt !== undefined;
      if (probe && (probing || waitMs() > 0)) return undefined;
      probing = probe;
      const admitted = era;
      const inTime = (act: () => void) => () => {
        if (admitted === era) act();
      };
      return {
        succeed: inTime(close),
        fail: inTime(() => {
          failures += 1;
          if (probe || failures >= failureThreshold) open();
        }),
        release: inTime(() => {
          if (probe) probing = false;
        }),
      };
    },
  };
}
