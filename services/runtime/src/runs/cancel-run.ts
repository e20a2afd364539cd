/**
 * Cancelling: a root run that nobody works on, because it is queued or waits for a person, is settled at once, with all
 * runs below it; else its row is marked, and the worker that holds it, in whatever process, sees the mark within a poll.
 */
import { NexError } from '@nex/core';
import { execute, json, many, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { findRun } from '../store/find-runs.ts';
import { listOpenRequests } from '../store/permission-requests.ts';
import { TERMINAL } from '../store/run-row.ts';
import { closeRun } from './close-run.ts';
import { decidePermission } from './decide-permission.ts';
import type { RunView } from './run-view.ts';

const FAILURE = new NexError('cancelled', 'The run was cancelled.').toFailure();

/** The run after the request. Cancelling a terminal run changes nothing. Throws `not_found`. */
export async function cancelRun(context: Context, id: string): Promise<RunView> {
  await findRun(context.pool, id);
  if (await settleQueued(context, id)) await closeRun(context, id);
  else {
    const marked = await execute(
      context.pool,
      sql`update runtime.runs set cancel_requested = true
        where id = ${id} and state not in ${TERMINAL} and not cancel_requested`,
    );
    if (marked > 0) context.bus.cancelRequested();
    // A run below that waits for a person is ended by its tree, which its questions must not hold back.
    const answer = { decision: 'deny' as const, always: false, reason: 'The run was cancelled.' };
    for (const request of await listOpenRequests(context.pool, id)) {
      await decidePermission(context, request, answer).catch(ignoreConflict);
    }
  }
  return findRun(context.pool, id);
}

/** The tree's row is locked first, as in every write, and its fence raised, so a worker that claims now waits or loses. */
async function settleQueued(context: Context, id: string): Promise<boolean> {
  const data = { stopReason: 'cancelled', code: FAILURE.code, message: FAILURE.message };
  const settled = await many(
    context.pool,
    z.object({ id: z.string() }),
    sql`with ending as (
      select id, row_number() over (order by depth desc, id desc) as place from runtime.runs
      where root_run_id = ${id} and state not in ${TERMINAL}),
    tree as (
      update runtime.run_trees t set fence = t.fence + 1,
        event_sequence = t.event_sequence + (select count(*) from ending)
      where t.root_run_id = ${id}
        and exists (select 1 from runtime.runs where id = ${id} and state in ('queued', 'waiting'))
      returning t.event_sequence - (select count(*) from ending) as base),
    done as (
      update runtime.runs r set state = 'cancelled', stop_reason = 'cancelled', finished_at = now(),
        cancel_requested = true, failure = ${json(FAILURE)}::jsonb
      from tree where r.id = ${id} and r.state in ('queued', 'waiting')
      returning r.id, tree.base),
    below as (
      update runtime.runs r set state = 'cancelled', stop_reason = 'cancelled', finished_at = now(),
        failure = ${json(FAILURE)}::jsonb
      from done where r.root_run_id = done.id and r.id <> done.id and r.state not in ${TERMINAL}),
    said as (
      insert into runtime.events (root_run_id, sequence, run_id, type, timestamp_ms, data)
      select done.id, base + place, ending.id, 'RUN_ERROR', (extract(epoch from now()) * 1000)::bigint,
        ${json(data)}::jsonb
      from done, ending)
    select ending.id from done, ending`,
  );
  if (settled.length === 0) return false;
  context.bus.treeChanged(id);
  for (const run of settled) context.bus.runFinished({ id: run.id, rootRunId: id });
  return true;
}

/** Somebody else decided it, or the run ended meanwhile. */
function ignoreConflict(thrown: unknown): void {
  if (!(thrown instanceof NexError) || thrown.code !== 'conflict') throw thrown;
}
