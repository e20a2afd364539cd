/**
 * Cancelling: a run that nobody works on is settled at once; else its row is marked, and the worker that holds it, in
 * whatever process, sees the mark within a poll.
 */

import { NexError } from '@nex/core';
import { execute, json, maybeOne, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { findRun } from '../store/find-runs.ts';
import { OPEN } from '../store/run-row.ts';
import type { RunView } from './run-view.ts';

const FAILURE = new NexError('cancelled', 'The run was cancelled.').toFailure();

/** The run after the request. Cancelling a terminal run changes nothing. Throws `not_found`. */
export async function cancelRun(context: Context, id: string): Promise<RunView> {
  await findRun(context.pool, id);
  if (!(await settleQueued(context, id))) {
    const marked = await execute(
      context.pool,
      sql`update runtime.runs set cancel_requested = true
        where id = ${id} and state in ${OPEN} and not cancel_requested`,
    );
    if (marked > 0) context.bus.cancelRequested();
  }
  return findRun(context.pool, id);
}

/** The tree's row is locked first, as in every write, and its fence raised, so a worker that claims now waits or loses. */
async function settleQueued(context: Context, id: string): Promise<boolean> {
  const data = { stopReason: 'cancelled', code: FAILURE.code, message: FAILURE.message };
  const settled = await maybeOne(
    context.pool,
    z.object({ id: z.string() }),
    sql`with tree as (
      update runtime.run_trees t set fence = t.fence + 1, event_sequence = t.event_sequence + 1
      where t.root_run_id = ${id}
        and exists (select 1 from runtime.runs where id = ${id} and state = 'queued')
      returning t.event_sequence),
    done as (
      update runtime.runs r set state = 'cancelled', stop_reason = 'cancelled', finished_at = now(),
        cancel_requested = true, failure = ${json(FAILURE)}::jsonb
      from tree where r.id = ${id} and r.state = 'queued'
      returning r.id, tree.event_sequence),
    said as (
      insert into runtime.events (root_run_id, sequence, run_id, type, timestamp_ms, data)
      select id, event_sequence, id, 'RUN_ERROR', (extract(epoch from now()) * 1000)::bigint,
        ${json(data)}::jsonb
      from done)
    select id from done`,
  );
  if (!settled) return false;
  context.bus.treeChanged(id);
  context.bus.runFinished();
  return true;
}
