/** Tool calls that wait for a person, and what the person decided. */
import type { PermissionAnswer, PermissionRequest } from '@nex/agent';
import { execute, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { TERMINAL, Time } from './run-row.ts';

export const PermissionRow = z.object({
  run_id: z.string(),
  call_id: z.string(),
  root_run_id: z.string(),
  tool_name: z.string(),
  arguments: z.record(z.string(), z.json()),
  prompt: z.string(),
  key: z.string(),
  decision: z.enum(['allow', 'deny']).nullable(),
  always: z.boolean(),
  reason: z.string().nullable(),
  created_at: Time,
  decided_at: Time.nullable(),
});
export type PermissionRow = z.infer<typeof PermissionRow>;

/** The answer for that call, or one that was given for good for all of its kind in this tree of runs. */
export async function findAnswer(
  on: Queryable,
  run: { id: string; root_run_id: string },
  { callId, key }: PermissionRequest,
): Promise<PermissionAnswer | undefined> {
  const row = await maybeOne(
    on,
    z.object({ decision: z.enum(['allow', 'deny']), reason: z.string().nullable() }),
    sql`select decision, reason from runtime.permission_requests
      where decision is not null and root_run_id = ${run.root_run_id}
        and ((run_id = ${run.id} and call_id = ${callId}) or (always and decision = 'allow' and key = ${key}))
      order by (run_id = ${run.id} and call_id = ${callId}) desc limit 1`,
  );
  if (!row) return undefined;
  return row.decision === 'allow'
    ? { decision: 'allow' }
    : { decision: 'deny', ...(row.reason === null ? {} : { reason: row.reason }) };
}

/** Of the run and all runs of its tree, oldest first. */
export function listPermissionRequests(on: Queryable, runId: string): Promise<PermissionRow[]> {
  return many(
    on,
    PermissionRow,
    sql`select p.* from runtime.permission_requests p
      where p.root_run_id = (select root_run_id from runtime.runs where id = ${runId}) order by p.created_at, p.call_id`,
  );
}

/** Nobody has decided the request `p`, alone or with all of its kind. */
const UNDECIDED: Sql = sql`p.decision is null and not exists (select 1 from runtime.permission_requests a
  where a.root_run_id = p.root_run_id and a.key = p.key and a.always and a.decision = 'allow')`;

/**
 * Queues a root run that waits for nobody any more. It sees every decision made before it; whoever decides calls it
 * afterwards, and whoever goes to wait, so the last of them wakes the run.
 */
export async function resumeDecided(on: Queryable, rootRunId: string): Promise<boolean> {
  const resumed = await execute(
    on,
    sql`update runtime.runs r set state = 'queued', stop_reason = null, waiting_since = null, wakes = r.wakes + 1,
        waited_ms = r.waited_ms + (extract(epoch from now() - r.waiting_since) * 1000)::bigint
      where r.id = ${rootRunId} and r.state = 'waiting'
        and not exists (select 1 from runtime.permission_requests p
          where p.root_run_id = ${rootRunId} and ${UNDECIDED})`,
  );
  return resumed > 0;
}

/** Root runs that wait although everything is decided: whoever decided last died before it woke them. */
export async function findDecided(on: Queryable): Promise<string[]> {
  const rows = await many(
    on,
    z.object({ id: z.string() }),
    sql`select r.id from runtime.runs r where r.state = 'waiting' and r.parent_run_id is null
      and not exists (select 1 from runtime.permission_requests p where p.root_run_id = r.id and ${UNDECIDED})`,
  );
  return rows.map((row) => row.id);
}

/** Calls of the run and of the runs below it that wait for a decision. */
export function listOpenRequests(on: Queryable, runId: string): Promise<{ runId: string; callId: string }[]> {
  return many(
    on,
    z.object({ runId: z.string(), callId: z.string() }),
    sql`with recursive below as (
      select id from runtime.runs where id = ${runId}
      union all
      select c.id from runtime.runs c join below on c.parent_run_id = below.id)
    select p.run_id as "runId", p.call_id as "callId"
      from runtime.permission_requests p join below on below.id = p.run_id where p.decision is null`,
  );
}

/** Calls of the run that were asked for, decided or not. */
export async function findAskedCalls(on: Queryable, runId: string): Promise<Set<string>> {
  const rows = await many(
    on,
    z.object({ call_id: z.string() }),
    sql`select call_id from runtime.permission_requests where run_id = ${runId}`,
  );
  return new Set(rows.map((row) => row.call_id));
}

/**
 * Decides a request that is open; `always` allows the open requests of the same kind with it. The root run, or
 * `undefined` when there is no open request of that call or the tree of runs is at its end.
 */
export async function decide(
  on: Queryable,
  request: { runId: string; callId: string },
  answer: { decision: 'allow' | 'deny'; always: boolean; reason: string | null },
): Promise<string | undefined> {
  const forAll = answer.always && answer.decision === 'allow';
  const rows = await many(
    on,
    z.object({ root_run_id: z.string() }),
    sql`with asked as (
      select root_run_id, key from runtime.permission_requests
      where run_id = ${request.runId} and call_id = ${request.callId} and decision is null),
    meant as (
      select p.run_id, p.call_id, p.root_run_id from runtime.permission_requests p
      join asked on asked.root_run_id = p.root_run_id
      where p.decision is null and ((p.run_id = ${request.runId} and p.call_id = ${request.callId})
        or (${forAll}::boolean and p.key = asked.key))),
    tree as (
      update runtime.run_trees t set event_sequence = t.event_sequence + (select count(*) from meant)
      from asked where t.root_run_id = asked.root_run_id and exists (
        select 1 from runtime.runs where id = t.root_run_id and state not in ${TERMINAL})
      returning t.event_sequence - (select count(*) from meant) as base),
    decided as (
      update runtime.permission_requests p set decision = ${answer.decision},
        always = ${forAll}::boolean and p.run_id = ${request.runId} and p.call_id = ${request.callId},
        reason = ${answer.reason}, decided_at = now()
      from tree, meant m where p.run_id = m.run_id and p.call_id = m.call_id and p.decision is null
      returning p.run_id, p.call_id, p.root_run_id, p.always, tree.base),
    said as (
      insert into runtime.events (root_run_id, sequence, run_id, type, timestamp_ms, data)
      select root_run_id, base + row_number() over (order by run_id, call_id), run_id, 'PERMISSION_RESOLVED',
        (extract(epoch from now()) * 1000)::bigint, jsonb_build_object('callId', call_id,
          'decision', ${answer.decision}::text, 'always', always, 'reason', ${answer.reason}::text)
      from decided)
    select root_run_id from decided
      where run_id = ${request.runId} and call_id = ${request.callId}`,
  );
  return rows[0]?.root_run_id;
}
