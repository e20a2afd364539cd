/**
 * Taking runs up. Claiming a root run raises the fence of its tree; whoever held the tree before can write nothing
 * more from then on. Statements lock the tree's row before any other, so they cannot lock each other out.
 */
import { json, maybeOne, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { ClaimLost } from './claim-lost.ts';
import { hasAllAtWork } from './quotas.ts';
import { Count, OPEN, RUN_COLUMNS, RunRow, TERMINAL } from './run-row.ts';

/** The right to write to a tree of runs. */
export interface Claim {
  rootRunId: string;
  fence: number;
}

export interface ClaimedRun {
  run: RunRow;
  claim: Claim;
  leadsTeam: boolean;
  /** Has a state of tool servers to begin with, or to keep. */
  keepsState: boolean;
  /** Something stands between it and its tools. */
  isHandled: boolean;
  /** Others of its tenant may wait for its end. */
  isBounded: boolean;
}

const Claimed = RunRow.extend({
  fence: Count,
  leads_team: z.boolean(),
  keeps_state: z.boolean(),
  is_handled: z.boolean(),
  is_bounded: z.boolean(),
});

/**
 * `undefined` when the run is terminal, is no root or does not exist, or is queued while its tenant has as many at work as it
 * may. The first claim writes RUN_STARTED.
 */
export async function claimRootRun(on: Queryable, rootRunId: string): Promise<ClaimedRun | undefined> {
  const row = await maybeOne(
    on,
    Claimed,
    prepared(sql`with tree as (
      update runtime.run_trees t set fence = t.fence + 1, event_sequence = t.event_sequence + 1
      where t.root_run_id = ${rootRunId}
        and exists (select 1 from runtime.runs o where o.id = ${rootRunId} and o.state in ${OPEN}
          and not (o.state = 'queued' and ${hasAllAtWork(sql`o.tenant`)}))
      returning t.fence, t.event_sequence),
    taken as (
      update runtime.runs r set state = 'running', attempt = r.attempt + 1,
        started_at = coalesce(r.started_at, now())
      from tree where r.id = ${rootRunId} and r.state in ${OPEN}
      returning ${RUN_COLUMNS}, tree.fence, tree.event_sequence),
    started as (
      insert into runtime.events (root_run_id, sequence, run_id, type, timestamp_ms, data)
      select id, event_sequence, id, 'RUN_STARTED', (extract(epoch from started_at) * 1000)::bigint,
        jsonb_build_object('threadId', id, 'rootRunId', id, 'parentRunId', null, 'agent', agent, 'depth', 0,
          'traceId', trace_id)
      from taken where attempt = 1)
    select taken.*, exists (select 1 from runtime.teams where root_run_id = ${rootRunId}) as leads_team,
      exists (select 1 from runtime.run_states where run_id = ${rootRunId}) as keeps_state,
      exists (select 1 from runtime.run_handlings where run_id = ${rootRunId}) as is_handled,
      exists (select 1 from runtime.tenant_quotas q
        where q.tenant = taken.tenant and q.concurrent_runs is not null) as is_bounded
    from taken`),
  );
  if (!row) return undefined;
  const { fence, leads_team: leadsTeam, keeps_state: keepsState, is_handled: isHandled, ...rest } = row;
  const { is_bounded: isBounded, ...run } = rest;
  return { run, claim: { rootRunId, fence }, leadsTeam, keepsState, isHandled, isBounded };
}

/** Takes up an open run below a root that this worker holds. Throws `ClaimLost`. */
export async function takeUpChildRun(on: Queryable, claim: Claim, child: RunRow): Promise<RunRow> {
  const data = {
    threadId: claim.rootRunId,
    rootRunId: claim.rootRunId,
    parentRunId: child.parent_run_id,
    parentCallId: child.parent_call_id,
    agent: child.agent,
    depth: child.depth,
    traceId: child.trace_id,
  };
  const row = await maybeOne(
    on,
    RunRow,
    sql`with tree as (
      update runtime.run_trees t set event_sequence = t.event_sequence + 1
      where t.root_run_id = ${claim.rootRunId} and t.fence = ${claim.fence}
      returning t.event_sequence),
    taken as (
      update runtime.runs r set state = 'running', attempt = r.attempt + 1, stop_reason = null,
        started_at = coalesce(r.started_at, now()), waiting_since = null,
        waited_ms = r.waited_ms + coalesce(extract(epoch from now() - r.waiting_since) * 1000, 0)::bigint
      from tree where r.id = ${child.id} and r.state not in ${TERMINAL}
      returning ${RUN_COLUMNS}, tree.event_sequence),
    started as (
      insert into runtime.events (root_run_id, sequence, run_id, type, timestamp_ms, data)
      select root_run_id, event_sequence, id, 'RUN_STARTED', (extract(epoch from started_at) * 1000)::bigint,
        ${json(data)}::jsonb
      from taken where attempt = 1)
    select * from taken`,
  );
  if (!row) throw new ClaimLost(claim.rootRunId);
  return row;
}

/** Whether the claim is still the newest. */
export async function holdsClaim(on: Queryable, claim: Claim): Promise<boolean> {
  const row = await maybeOne(
    on,
    z.object({ fence: Count }),
    sql`select fence from runtime.run_trees where root_run_id = ${claim.rootRunId}`,
  );
  return row?.fence === claim.fence;
}
