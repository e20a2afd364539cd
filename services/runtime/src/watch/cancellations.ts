/** Requests to cancel, for the trees of runs that this process executes; whoever made them, in whatever process. */
import { many, type Pool, sql } from '@nex/postgres';
import { createPoller } from '@nex/service';
import * as z from 'zod';
import type { Bus } from '../events.ts';
import { OPEN } from '../store/run-row.ts';

const INTERVAL_MS = 300;

export interface Cancellations extends AsyncDisposable {
  /** Calls back with the id of each open run of the tree that shall be cancelled, maybe more than once. */
  watch(rootRunId: string, onCancel: (runId: string) => void): () => void;
}

export interface CancellationsOptions {
  pool: Pool;
  bus: Bus;
  onFailure: (thrown: unknown) => void;
}

export function createCancellations({ pool, bus, onFailure }: CancellationsOptions): Cancellations {
  const watched = new Map<string, (runId: string) => void>();
  const life = new AbortController();
  const poller = createPoller({
    intervalMs: INTERVAL_MS,
    isNeeded: () => watched.size > 0,
    onFailure,
    async look() {
      const rows = await many(
        pool,
        z.object({ id: z.string(), root_run_id: z.string() }),
        sql`select id, root_run_id from runtime.runs
          where root_run_id = any(${[...watched.keys()]}) and cancel_requested and state in ${OPEN}`,
      );
      for (const { id, root_run_id: rootRunId } of rows) watched.get(rootRunId)?.(id);
    },
  });
  bus.on('cancel', () => poller.wake(), life.signal);
  return {
    watch(rootRunId, onCancel) {
      watched.set(rootRunId, onCancel);
      // What was asked before is in the row that the worker claimed.
      poller.rouse();
      return () => {
        if (watched.get(rootRunId) === onCancel) watched.delete(rootRunId);
      };
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      await poller[Symbol.asyncDispose]();
    },
  };
}
