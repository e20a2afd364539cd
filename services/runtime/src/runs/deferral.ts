/**
 * One statement for two entries: the results of a turn whose calls may be repeated go together with the answer that
 * comes next, when both come within moments. A worker that dies in between runs those calls again, as it would a moment
 * before they ended. Whoever waits longer than that for the answer writes the results alone, so that they are seen.
 */
import type { LogEntry } from '../store/log-entry.ts';

export interface DeferralOptions {
  /** Longest time for which an entry is put off, and age of the last write above which none is. 0: none is. */
  forMs: number;
  write(entry: LogEntry): Promise<void>;
  /** The write of an entry that was put off failed, and nobody was there to be told: the run must stop. */
  onLost(thrown: unknown): void;
  now?: () => number;
}

export interface Deferral extends Disposable {
  /** Resolves when the entry is durable, and everything before it. */
  write(entry: LogEntry): Promise<void>;
  /** The same, as one entry with what was put off. */
  writeTogether(entry: LogEntry): Promise<void>;
  /** Resolves when the entry is durable, or at once when it is put off. */
  defer(entry: LogEntry): Promise<void>;
  /** Writes what was put off. */
  flush(): Promise<void>;
  /** Drops what was put off. */
  [Symbol.dispose](): void;
}

export function createDeferral(options: DeferralOptions): Deferral {
  const { forMs, now = () => performance.now() } = options;
  let deferred: LogEntry | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;

  const take = (): LogEntry | undefined => {
    clearTimeout(timer);
    const entry = deferred;
    deferred = undefined;
    return entry;
  };
  const send = async (entry: LogEntry) => {
    await options.write(entry);
    writtenAt = now();
  };
  const flush = async () => {
    await writing;
    const entry = take();
    if (entry) await send(entry);
  };
  const whenTimeIsUp = () => {
    const entry = take();
    if (!entry) return;
    writing = send(entry);
    writing.catch(options.onLost);
  };
  return {
    flush,
    async write(entry) {
      await flush();
      await send(entry);
    },
    async writeTogether(entry) {
      await writing;
      const before = take();
      await send(before ? joined(before, entry) : entry);
    },
    async defer(entry) {
      if (forMs === 0 || now() - writtenAt > forMs) return await send(entry);
      deferred = entry;
      timer = setTimeout(whenTimeIsUp, forMs);
    },
    [Symbol.dispose]: () => void take(),
  };
}

/** Of two entries that follow each other. What is not a list is only in one of them. */
function joined(first: LogEntry, second: LogEntry): LogEntry {
  const all = { ...first, ...second };
  for (const key of ['events', 'messages', 'started', 'ended', 'recorded', 'requests', 'taken'] as const) {
    const [before, after] = [first[key], second[key]];
    if (before && after) Object.assign(all, { [key]: [...before, ...after] });
  }
  return all;
}
