/** Finds that trees of runs have new events that another process wrote, and wakes those who wait for them here. */
import { many, type Pool, sql } from '@nex/postgres';
import { createPoller } from '@nex/service';
import * as z from 'zod';
import type { Bus } from '../events.ts';
import { Count } from '../store/run-row.ts';

const INTERVAL_MS = 300;

export interface TreeChanges extends AsyncDisposable {
  /** Until the returned function is called, changes of the tree by other processes are told on the bus. */
  watch(rootRunId: string): () => void;
}

export interface TreeChangesOptions {
  pool: Pool;
  bus: Bus;
  onFailure: (thrown: unknown) => void;
}

export function createTreeChanges({ pool, bus, onFailure }: TreeChangesOptions): TreeChanges {
  const watched = new Map<string, { watchers: number; sequence: number }>();
  const poller = createPoller({
    intervalMs: INTERVAL_MS,
    isNeeded: () => watched.size > 0,
    onFailure,
    async look() {
      const rows = await many(
        pool,
        z.object({ root_run_id: z.string(), event_sequence: Count }),
        sql`select root_run_id, event_sequence from runtime.run_trees
          where root_run_id = any(${[...watched.keys()]})`,
      );
      for (const { root_run_id: id, event_sequence: sequence } of rows) {
        const known = watched.get(id);
        if (!known || known.sequence === sequence) continue;
        known.sequence = sequence;
        bus.treeChanged(id);
      }
    },
  });
  return {
    watch(rootRunId) {
      const known = watched.get(rootRunId) ?? { watchers: 0, sequence: -1 };
      known.watchers += 1;
      watched.set(rootRunId, known);
      poller.wake();
      return () => {
        known.watchers -= 1;
        if (known.watchers === 0) watched.delete(rootRunId);
      };
    },
    [Symbol.asyncDispose]: () => poller[Symbol.asyncDispose](),
  };
}
