/** Runs that wait to be asked for, in the order of query and sample; one that waits for its time lets others go first. */
import type { UnfinishedRun } from '../store/query-runs.ts';

export class RunQueue {
  readonly #ready: UnfinishedRun[] = [];
  #later: UnfinishedRun[] = [];

  constructor(rows: readonly UnfinishedRun[]) {
    for (const row of rows) this.add(row);
  }

  add(row: UnfinishedRun): void {
    (row.not_before === null ? this.#ready : this.#later).push(row);
  }

  get size(): number {
    return this.#ready.length + this.#later.length;
  }

  /** Those whose time has come go before those that were never asked for. */
  take(atMost: number, now: number): UnfinishedRun[] {
    const due = this.#later.filter((row) => timeOf(row) <= now).slice(0, atMost);
    this.#later = this.#later.filter((row) => !due.includes(row));
    return [...due, ...this.#ready.splice(0, atMost - due.length)];
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
