/** Runs that wait to be asked for, in the order of query and sample; one that waits for its time lets others go first. */
import type { UnfinishedRun } from '../store/query-runs.ts';

export class RunQueue {
  readonly #rows: UnfinishedRun[] = [];
  #next = 0;
  #later: UnfinishedRun[] = [];

  constructor(rows: readonly UnfinishedRun[]) {
    for (const row of rows) this.add(row);
  }

  add(row: UnfinishedRun): void {
    (row.not_before === null ? this.#rows : this.#later).push(row);
  }

  get size(): number {
    return this.#rows.length - this.#next + this.#later.length;
  }

  /** One whose time has come goes before those that were never asked for. `undefined` when none may go yet. */
  next(now: number): UnfinishedRun | undefined {
    const due = this.#later.findIndex((row) => timeOf(row) <= now);
    if (due >= 0) return this.#later.splice(due, 1)[0];
    const row = this.#rows[this.#next];
    if (row) this.#next += 1;
    return row;
  }

  /** The one that `next` gave last: it is the next again. */
  putBack(row: UnfinishedRun): void {
    if (row.not_before === null) this.#next -= 1;
    else this.#later.unshift(row);
  }

  /** Until one more may go; `undefined` when none waits for its time. */
  dueInMs(now: number): number | undefined {
    if (this.#later.length === 0) return undefined;
    return Math.max(0, Math.min(...this.#later.map(timeOf)) - now);
  }
}

function timeOf({ not_before: at }: UnfinishedRun): number {
  return at?.getTime() ?? 0;
}
