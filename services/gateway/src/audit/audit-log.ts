/**
 * Writes changes down. Most are written a moment later, many in one statement, so that no request waits: a process that is
 * killed takes at most that moment with it. What only administrators do is written before it is done.
 */
import type { Pool } from '@nex/postgres';
import { type Change, insertChanges, insertOpenChange, settleChange } from './audit-store.ts';

export interface AuditLog extends AsyncDisposable {
  /** Written within a moment; tried again while the database is away. */
  add(change: Change): void;
  /** Written now; its id. Throws `unavailable`, and then the change must not be made. */
  begin(change: Change): Promise<string>;
  /** How a change that was begun ended. Never throws. */
  settle(id: string, end: Pick<Change, 'status' | 'resource'>): Promise<void>;
  /** Writes what waits. */
  flush(): Promise<void>;
}

const FLUSH_MS = 200;
const LARGEST_BATCH = 1000;
/** While the database is away. Beyond it the oldest are dropped, and the log says how many. */
const MOST_WAITING = 50_000;

export function createAuditLog(
  pool: Pool,
  { onFailure }: { onFailure: (thrown: unknown, lost: number) => void },
): AuditLog {
  let waiting: Change[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, LARGEST_BATCH);
      waiting = waiting.slice(batch.length);
      try {
        await insertChanges(pool, batch);
      } catch (thrown) {
        const kept = [...batch, ...waiting];
        waiting = kept.slice(-MOST_WAITING);
        onFailure(thrown, kept.length - waiting.length);
        return;
      }
    }
  };
  const flush = () => {
    writing ??= write().finally(() => {
      writing = undefined;
      if (waiting.length > 0) later();
    });
    return writing;
  };
  const later = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush();
    }, FLUSH_MS);
  };
  return {
    flush,
    add(change) {
      waiting.push(change);
      later();
    },
    begin: (change) => insertOpenChange(pool, change),
    settle: (id, end) => settleChange(pool, id, end).catch((thrown: unknown) => onFailure(thrown, 0)),
    async [Symbol.asyncDispose]() {
      await flush();
      clearTimeout(timer);
    },
  };
}
