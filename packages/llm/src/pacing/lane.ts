/**
 * How many calls of one model may be under way in this process, found out by asking: additive increase, multiplicative
 * decrease. A lane starts at its greatest width. A call that is turned away halves it, once for all calls that were begun
 * before the cut, and shuts it for as long as the server asks. Each window without such an answer widens it: up to the
 * number at which calls were last turned away it goes half of the way at a time, stays there for some windows, and then
 * tries one more per window. A window is as many good answers as the lane is wide, thus about one call's latency.
 */
import { abortError } from '@nex/core';

export interface LaneState {
  width: number;
  inFlight: number;
  waiting: number;
  /** Calls that were turned away since the process began. */
  throttled: number;
}

/** How a turn ended: `good` answers widen the lane, `other` ones say nothing of the server's pace. */
export type TurnEnd =
  | { outcome: 'good' | 'other' }
  | { outcome: 'throttled'; retryAfterMs?: number | undefined };

/** A place in the lane. Whoever has one ends it, once. */
export interface Turn {
  end(how: TurnEnd): void;
  /** Instead of ending it, in the moment in which it was begun: it was not used, and nobody is woken. */
  drop(): void;
}

export interface Lane {
  readonly state: LaneState;
  /** In the order of coming. Rejects when the signal aborts. */
  enter(signal: AbortSignal): Promise<Turn>;
  /** `undefined` when there is no room, or others wait. */
  tryEnter(): Turn | undefined;
  /** Called when there may be room again, until disposed. */
  onRoom(listener: () => void): Disposable;
}

/** Windows at the number of calls that the server last took, before one more is tried: a try costs a call turned away. */
const HOLD_WINDOWS = 8;
/** No server's wish shuts a lane for longer. */
const MAX_SHUT_MS = 120_000;

export function createLane(maxWidth: number, now: () => number = () => performance.now()): Lane {
  const waiting = new Set<() => void>();
  const listeners = new Set<() => void>();
  let width = maxWidth;
  let inFlight = 0;
  let throttled = 0;
  /** The greatest number that the server is thought to take. */
  let ceiling = Number.POSITIVE_INFINITY;
  /** Rises with each cut. */
  let epoch = 0;
  let good = 0;
  let full = false;
  let held = 0;
  let shutUntil = 0;
  let reopening: NodeJS.Timeout | undefined;

  const hasRoom = () => inFlight < width && now() >= shutUntil;

  function admit(): void {
    for (const start of waiting) {
      if (!hasRoom()) return;
      waiting.delete(start);
      start();
    }
    if (hasRoom()) for (const listener of listeners) listener();
  }

  function begin(): Turn {
    inFlight += 1;
    if (inFlight >= width) full = true;
    const level = inFlight;
    const bornIn = epoch;
    let ended = false;
    return {
      end(how) {
        if (ended) return;
        ended = true;
        inFlight -= 1;
        if (how.outcome === 'throttled') cut(level, bornIn, how.retryAfterMs);
        else if (how.outcome === 'good') widen();
        admit();
      },
      drop() {
        if (!ended) inFlight -= 1;
        ended = true;
      },
    };
  }

  /** @param level Calls under way when the one that was turned away was begun, itself included. */
  function cut(level: number, bornIn: number, retryAfterMs = 0): void {
    throttled += 1;
    shut(retryAfterMs);
    if (bornIn === epoch) {
      // This call has left already.
      width = Math.max(1, Math.floor(Math.min(width, inFlight + 1) / 2));
      ceiling = level - 1;
      epoch += 1;
      good = 0;
      full = false;
      held = 0;
    } else {
      ceiling = Math.min(ceiling, level - 1);
    }
    ceiling = Math.max(ceiling, width);
  }

  function shut(forMs: number): void {
    const until = now() + Math.min(forMs, MAX_SHUT_MS);
    if (forMs <= 0 || until <= shutUntil) return;
    shutUntil = until;
    clearTimeout(reopening);
    reopen();
  }

  /** A timer counts from when its turn of the event loop began, thus may be early by all the work of that turn. */
  function reopen(): void {
    const left = shutUntil - now();
    reopening = left > 0 ? setTimeout(reopen, left + 1) : undefined;
    if (waiting.size === 0) reopening?.unref();
    if (left <= 0) admit();
  }

  function widen(): void {
    good += 1;
    if (good < width) return;
    const used = full;
    good = 0;
    full = inFlight >= width;
    // A lane that was not full has shown nothing of what the server takes.
    if (!used || width >= maxWidth) return;
    if (width < ceiling) width += Math.max(1, Math.ceil((Math.min(ceiling, maxWidth) - width) / 2));
    else if (++held >= HOLD_WINDOWS) ceiling = ++width;
    if (width > maxWidth) width = maxWidth;
  }

  return {
    get state() {
      return { width, inFlight, waiting: waiting.size, throttled };
    },
    enter(signal) {
      if (signal.aborted) return Promise.reject(abortError(signal));
      if (waiting.size === 0 && hasRoom()) return Promise.resolve(begin());
      return new Promise((resolve, reject) => {
        const start = () => {
          signal.removeEventListener('abort', onAbort);
          resolve(begin());
        };
        const onAbort = () => {
          waiting.delete(start);
          reject(abortError(signal));
        };
        waiting.add(start);
        reopening?.ref();
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    tryEnter: () => (waiting.size === 0 && hasRoom() ? begin() : undefined),
    onRoom(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
}
