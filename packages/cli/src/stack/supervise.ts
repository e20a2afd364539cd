/** Starts again what ends by itself, with growing pauses, and tells in one line each time. */
import type { StartedProcess } from './process.ts';
import type { ProcessName } from './service-table.ts';

export interface SupervisionOptions {
  launch(name: ProcessName): Promise<StartedProcess>;
  ready(name: ProcessName, started: StartedProcess): Promise<void>;
  /** True for processes that were ended on purpose. */
  isExpected(pid: number): boolean;
  onNote: ((line: string) => void) | undefined;
}

export interface Supervision {
  add(name: ProcessName, started: StartedProcess): void;
  /** Watches no longer. */
  close(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long had come up well: its next pause is the first one again. */
const GOOD_LIFE_MS = 30_000;
const MOST_STARTS_IN_A_ROW = 6;

export function superviseStack(options: SupervisionOptions): Supervision {
  const failures = new Map<ProcessName, number>();
  let closed = false;

  const add = (name: ProcessName, started: StartedProcess) => {
    const since = Date.now();
    void started.ended.then((how) => {
      if (closed || options.isExpected(started.pid)) return;
      if (Date.now() - since > GOOD_LIFE_MS) failures.delete(name);
      restart(name, how);
    });
  };

  const restart = (name: ProcessName, how: string) => {
    const count = (failures.get(name) ?? 0) + 1;
    failures.set(name, count);
    if (count > MOST_STARTS_IN_A_ROW) {
      options.onNote?.(`${name} ended (${how}) and keeps ending: it stays down. Its log says why.`);
      return;
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 1));
    options.onNote?.(`${name} ended (${how}); starting it again in ${pauseMs / 1_000} s.`);
    const timer = setTimeout(() => {
      if (closed) return;
      options
        .launch(name)
        .then(async (started) => {
          add(name, started);
          await options.ready(name, started);
          if (!closed) options.onNote?.(`${name} is ready again.`);
        })
        .catch(() => {});
    }, pauseMs);
    timer.unref();
  };

  return {
    add,
    close: () => {
      closed = true;
    },
  };
}
