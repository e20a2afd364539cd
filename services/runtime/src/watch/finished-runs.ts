/**
 * Tells when runs are terminal, at once: the process that ends one rings for the others. A ring may be lost with its
 * connection, so all who wait share a slow look at the runs that ended lately, whose cost follows the rate at which runs end,
 * not the number of runs that are waited for.
 */
import { many, type Pool, sql } from '@nex/postgres';
import { createPoller } from '@nex/service';
import * as z from 'zod';
import type { Bus } from '../events.ts';
import type { RunView } from '../runs/run-view.ts';
import { findTerminalRuns } from '../store/find-runs.ts';

/** A statement that ended a run is visible at most so long after the time that it wrote. */
const OVERLAP_MS = 5000;
/** Ids looked up at a time. */
const CHUNK = 500;

export interface FinishedRuns extends AsyncDisposable {
  /** Looks now: rings may have been lost. */
  look(): void;
  /** Each of the runs once, as it is terminal; ends when all were given or the signal aborts. Unknown ids never come. */
  watch(ids: readonly string[], signal: AbortSignal): AsyncIterable<RunView>;
}

interface Watcher {
  waiting: Set<string>;
  ready: Set<string>;
  wake: () => void;
}

export interface FinishedRunsOptions {
  pool: Pool;
  bus: Bus;
  /** Between two looks. */
  lookEveryMs: number;
  onFailure: (thrown: unknown) => void;
}

export function createFinishedRuns(options: FinishedRunsOptions): FinishedRuns {
  const { pool, bus, lookEveryMs, onFailure } = options;
  const watchers = new Set<Watcher>();
  const life = new AbortController();
  /** When the last look began, or somebody began to wait after nobody had. */
  let lookedAt = performance.now();

  const poller = createPoller({
    intervalMs: lookEveryMs,
    isNeeded: () => watchers.size > 0,
    onFailure,
    async look() {
      const beganAt = performance.now();
      const backSeconds = (beganAt - lookedAt + OVERLAP_MS) / 1000;
      const rows = await many(
        pool,
        z.object({ id: z.string() }),
        sql`select id from runtime.runs where finished_at > now() - make_interval(secs => ${backSeconds})`,
      );
      lookedAt = beganAt;
      for (const watcher of watchers) {
        for (const { id } of rows) if (watcher.waiting.delete(id)) watcher.ready.add(id);
        if (watcher.ready.size > 0) watcher.wake();
      }
    },
  });
  bus.on(
    'finished',
    ({ id }) => {
      for (const watcher of watchers) {
        if (!watcher.waiting.delete(id)) continue;
        watcher.ready.add(id);
        watcher.wake();
      }
    },
    life.signal,
  );

  return {
    look: poller.wake,
    async *watch(ids, signal) {
      const watcher: Watcher = { waiting: new Set(ids), ready: new Set(), wake: () => {} };
      const stop = AbortSignal.any([signal, life.signal]);
      // Watched before the first look, so a run that ends in between is seen by one of the two.
      if (watchers.size === 0) lookedAt = performance.now();
      watchers.add(watcher);
      try {
        yield* takeFinished(pool, watcher, [...watcher.waiting], stop);
        poller.rouse();
        while (watcher.waiting.size + watcher.ready.size > 0 && !stop.aborted) {
          if (watcher.ready.size === 0) await untilWoken(watcher, stop);
          const ready = [...watcher.ready];
          watcher.ready.clear();
          for (const id of ready) watcher.waiting.add(id);
          yield* takeFinished(pool, watcher, ready, stop);
        }
      } finally {
        watchers.delete(watcher);
      }
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      await poller[Symbol.asyncDispose]();
    },
  };
}

/** Gives those of the ids that are terminal and still waited for. */
async function* takeFinished(
  pool: Pool,
  watcher: Watcher,
  ids: readonly string[],
  signal: AbortSignal,
): AsyncIterable<RunView> {
  for (let at = 0; at < ids.length && !signal.aborted; at += CHUNK) {
    for (const run of await findTerminalRuns(pool, ids.slice(at, at + CHUNK))) {
      const waited = watcher.waiting.delete(run.id);
      if (watcher.ready.delete(run.id) || waited) yield run;
    }
  }
}

function untilWoken(watcher: Watcher, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      watcher.wake = () => {};
      resolve();
    };
    watcher.wake = done;
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted || watcher.ready.size > 0) done();
  });
}
