/** The events of a run and of all runs below it, from the stored ones to those to come. */
import { many, maybeOne, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { runNotFound } from '../store/find-runs.ts';
import { readEvents, type StoredEvent } from '../store/read-events.ts';
import { OPEN } from '../store/run-row.ts';

const BATCH = 500;
/** The wait for a wake-up; changes by other processes come as wake-ups too. */
const PATIENCE_MS = 5000;

/** Sequences after `after`, each once, in order; ends with the run's last event or when the signal aborts. Throws `not_found`. */
export async function* streamEvents(
  context: Context,
  runId: string,
  after: number,
  signal: AbortSignal,
): AsyncIterable<StoredEvent> {
  const { pool, bus } = context;
  const run = await maybeOne(
    pool,
    z.object({ root_run_id: z.string() }),
    sql`select root_run_id from runtime.runs where id = ${runId}`,
  );
  if (!run) throw runNotFound(runId);
  const rootRunId = run.root_run_id;
  const members = runId === rootRunId ? undefined : await runsBelow(context, runId);
  const stopWatching = context.treeChanges.watch(rootRunId);
  try {
    for (let last = after; !signal.aborted; ) {
      const change = new AbortController();
      const changed = bus.nextTreeChange(rootRunId, PATIENCE_MS, AbortSignal.any([signal, change.signal]));
      try {
        const ended = await isTerminal(context, runId);
        const batch = await readEvents(pool, rootRunId, last, BATCH);
        for (const event of batch) {
          last = event.sequence;
          if (members && !belongs(members, event)) continue;
          yield event;
          if (event.run_id === runId && (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR')) return;
        }
        if (batch.length < BATCH && ended) return;
        if (batch.length === 0) await changed;
      } finally {
        change.abort();
      }
    }
  } finally {
    stopWatching();
  }
}

async function isTerminal(context: Context, runId: string): Promise<boolean> {
  const row = await maybeOne(
    context.pool,
    z.object({ ended: z.boolean() }),
    sql`select state not in ${OPEN} as ended from runtime.runs where id = ${runId}`,
  );
  return row?.ended ?? true;
}

async function runsBelow(context: Context, runId: string): Promise<Set<string>> {
  const rows = await many(
    context.pool,
    z.object({ id: z.string() }),
    sql`with recursive below as (
      select id from runtime.runs where id = ${runId}
      union all
      select c.id from runtime.runs c join below on c.parent_run_id = below.id)
    select id from below`,
  );
  return new Set(rows.map((row) => row.id));
}

/** Runs that start later join by their parent. */
function belongs(members: Set<string>, event: StoredEvent): boolean {
  const { parentRunId } = event.data;
  if (event.type === 'RUN_STARTED' && typeof parentRunId === 'string' && members.has(parentRunId)) {
    members.add(event.run_id);
  }
  return members.has(event.run_id);
}
