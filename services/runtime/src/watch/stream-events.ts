/**
 * The events of a run and of all runs below it, from the stored ones to those to come, with the answers that are being
 * written in between.
 */
import { many, maybeOne, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { runNotFound } from '../store/find-runs.ts';
import { openLog } from '../store/packed-logs.ts';
import { readEvents, type StoredEvent } from '../store/read-events.ts';
import { TERMINAL } from '../store/run-row.ts';
import type { LiveMessage, LiveRuns } from './live-messages.ts';
import { createReader, type Reader, type WatchedEvent } from './reader.ts';
import type { ResumePoint } from './resume-point.ts';
import { createWake } from './wake.ts';

const BATCH = 500;
/** The wait for a wake-up; changes by other processes come as wake-ups too. */
const PATIENCE_MS = 5000;
const NOTHING_LIVE: LiveRuns = new Map();

export type WatchedEvents = AsyncIterable<WatchedEvent>;

export interface StreamOptions {
  from: ResumePoint;
  /** Whether answers are shown while they are written; then the model is asked to stream. */
  live: boolean;
}

/**
 * Each stored event behind the start once, in order; ends with the run's last event or when the signal aborts. Nothing
 * is read ahead of the reader. Throws `not_found` before the first event.
 */
export async function streamEvents(
  context: Context,
  runId: string,
  options: StreamOptions,
  signal: AbortSignal,
): Promise<WatchedEvents> {
  const run = await maybeOne(
    context.pool,
    z.object({ root_run_id: z.string() }),
    sql`select root_run_id from runtime.runs where id = ${runId}`,
  );
  if (!run) throw runNotFound(runId);
  await openLog(context.pool, runId);
  return follow(context, { runId, rootRunId: run.root_run_id }, options, signal);
}

async function* follow(
  context: Context,
  { runId, rootRunId }: { runId: string; rootRunId: string },
  { from, live }: StreamOptions,
  signal: AbortSignal,
): WatchedEvents {
  const { pool, bus } = context;
  const reader = createReader(from, Date.now);
  const wake = createWake();
  /** Run → its answer under way, which was not stored when it was first seen. */
  const admitted = new Map<string, string>();
  let stale = true;
  using stack = new DisposableStack();
  stack.defer(context.treeChanges.watch(rootRunId));
  stack.defer(
    bus.onTreeChange(rootRunId, () => {
      stale = true;
      wake.up();
    }),
  );
  if (live) stack.defer(context.live.watch(rootRunId, wake.up));
  const members = runId === rootRunId ? undefined : await runsBelow(context, runId);
  while (!signal.aborted) {
    // Seen before the stored events are read: whatever was stored before these answers began is told before them.
    const runs = live ? context.live.runs(rootRunId) : NOTHING_LIVE;
    const begun = await admit(context, reader, admitted, runs);
    const ended = reader.ended(runs);
    if (stale || begun || ended.length > 0) {
      stale = false;
      const over = await isTerminal(context, runId);
      for (let more = true; more && !signal.aborted; ) {
        const batch = await readEvents(pool, rootRunId, reader.sequence, BATCH);
        for (const event of batch) {
          if (members && !belongs(members, event)) {
            reader.skip(event);
            continue;
          }
          yield* reader.stored(event);
          if (event.run_id === runId && (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR')) return;
        }
        more = batch.length >= BATCH;
      }
      yield* reader.discard(ended);
      // It ended, and its last event is not there: the log was packed while this reader was slow, or read to its end before.
      if (over) {
        if (!(await openLog(pool, runId))) return;
        stale = true;
        continue;
      }
    }
    yield* reader.live(shown(runs, reader, admitted, members));
    // Not `stale ||=`: that would forget what the listener says during the wait.
    if ((await wake.next(PATIENCE_MS, signal)) === 'patience') stale = true;
  }
}

/** Lets in the answers under way that the reader does not know and that are not stored. Whether there were any. */
async function admit(
  { pool }: Context,
  reader: Reader,
  admitted: Map<string, string>,
  runs: LiveRuns,
): Promise<boolean> {
  const fresh: [runId: string, messageId: string][] = [];
  for (const [runId, message] of runs) {
    if (!message || admitted.get(runId) === message.messageId) continue;
    if (!reader.knows(runId, message.messageId)) fresh.push([runId, message.messageId]);
  }
  if (fresh.length === 0) return false;
  const rows = await many(
    pool,
    z.object({ id: z.string() }),
    sql`select id from runtime.messages where id = any(${fresh.map(([, id]) => id)})`,
  );
  const stored = new Set(rows.map((row) => row.id));
  for (const [runId, id] of fresh) if (!stored.has(id)) admitted.set(runId, id);
  return true;
}

function* shown(
  runs: LiveRuns,
  reader: Reader,
  admitted: ReadonlyMap<string, string>,
  members: ReadonlySet<string> | undefined,
): Iterable<[string, LiveMessage]> {
  for (const [runId, message] of Array.from(runs)) {
    if (!message || (members && !members.has(runId))) continue;
    const { messageId } = message;
    if (admitted.get(runId) === messageId || reader.knows(runId, messageId)) yield [runId, message];
  }
}

async function isTerminal(context: Context, runId: string): Promise<boolean> {
  const row = await maybeOne(
    context.pool,
    z.object({ ended: z.boolean() }),
    sql`select state in ${TERMINAL} as ended from runtime.runs where id = ${runId}`,
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
