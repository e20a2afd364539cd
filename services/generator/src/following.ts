/** Rows that change while they are watched, and rows in pages: alike for frameworks and batches. */
import type { Context } from './context.ts';

/** How long a follower waits before it looks by itself for changes that other replicas made. */
const LOOK_AGAIN_MS = 500;

/** A row of something that comes to an end; `version` grows with every change that a reader can see. */
interface Followed {
  version: number;
  finished_at: Date | null;
}

/** What `read` makes of the row, at once and after each change, until the row is at its end. `find` throws when it is gone. */
export async function* follow<R extends Followed, T>(
  { bus }: Pick<Context, 'bus'>,
  id: string,
  { find, read }: { find(): Promise<R>; read(row: R): Promise<T> },
  signal: AbortSignal,
): AsyncIterable<{ version: number; value: T }> {
  let seen = -1;
  while (!signal.aborted) {
    const wake = bus.next(id, LOOK_AGAIN_MS, signal);
    const row = await find();
    if (row.version !== seen) {
      seen = row.version;
      yield { version: row.version, value: await read(row) };
      if (row.finished_at !== null) return;
    }
    await wake;
  }
}

/** Of one row more than is shown: whether there are others behind them. */
export function pageOf<R>(
  rows: readonly R[],
  limit: number,
  cursorOf: (row: R) => string,
): { shown: R[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
