/** New rows: root runs, which wait for a worker, and runs below them, which belong to their parent's worker. */
import type {
  CassetteMode,
  FaultRule,
  InitialState,
  JsonObject,
  RunLimits,
  RunModel,
  RunVariables,
} from '@nex/core';
import { json, many, maybeOne, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Claim } from './claim.ts';
import { ClaimLost } from './claim-lost.ts';
import { RUN_COLUMNS, RunRow } from './run-row.ts';

export interface NewRootRun {
  id: string;
  bundleDigest: string;
  agentFile: string;
  agent: string;
  input: string;
  seed: number;
  limits: RunLimits;
  idempotencyKey: string | null;
  /** The input's blocks, when it is more than one text. */
  content: RunRow['content'];
  history: RunRow['history'];
  outputSchema: JsonObject | null;
  /** Values for prompts. */
  context: JsonObject | null;
  variables: RunVariables | null;
  /** Of all agents of the tree. */
  model: RunModel | null;
  continuesRunId: string | null;
  unattended: boolean;
  /** Made by the platform for something of its own. */
  byPlatform: boolean;
  /** Of a run that leads a team: role → path of its agent file. */
  team: { candidates: Record<string, string>; maxTeammates: number } | null;
  /** State of tool servers that it begins with, and of which servers it is kept at the end. */
  toolState: { initial: InitialState | null; captured: string[] } | null;
  /** Of a run with a cassette or faults. */
  handling: NewHandling | null;
  traceparent: string;
  traceId: string;
}

export interface NewHandling {
  cassetteId: number | null;
  cassette: string | null;
  mode: CassetteMode | null;
  faults: readonly FaultRule[] | null;
}

const Keyed = RunRow.extend({ idempotency_key: z.string().nullable() });

/**
 * Inserts those whose idempotency key is new to their tenant, all of them in one statement; the rows, old and new, in the
 * order given.
 */
export async function insertRootRuns(
  on: Queryable,
  tenant: string,
  runs: readonly NewRootRun[],
): Promise<RunRow[]> {
  const nextTurn = sql`(select coalesce(max(turn) + 1, 0) from runtime.runs
    where tenant = ${tenant} and parent_run_id is null and state = 'queued')`;
  const created = await many(
    on,
    Keyed,
    prepared(sql`with created as (
      insert into runtime.runs as r (id, tenant, bundle_digest, agent_file, agent, input, seed, limits, state, root_run_id,
        depth, idempotency_key, content, history, output_schema, context, variables, model_override, continues_run_id,
        unattended, by_platform, traceparent, trace_id, turn)
      select n.id, ${tenant}, n."bundleDigest", n."agentFile", n.agent, n.input, n.seed, n.limits, 'queued', n.id, 0,
        n."idempotencyKey", nullif(n.content, 'null'::jsonb),
        nullif(n.history, 'null'::jsonb), nullif(n."outputSchema", 'null'::jsonb),
        nullif(n.context, 'null'::jsonb), nullif(n.variables, 'null'::jsonb), nullif(n.model, 'null'::jsonb),
        n."continuesRunId", n.unattended, n."byPlatform", n.traceparent, n."traceId",
        greatest(${nextTurn}, (select runtime.turn_of_queue())) + row_number() over () - 1
      from jsonb_to_recordset(${json(runs)}) as n (id text, "bundleDigest" text, "agentFile" text, agent text,
        input text, seed bigint, limits jsonb, "idempotencyKey" text, content jsonb, history jsonb, "outputSchema" jsonb,
        context jsonb, variables jsonb, model jsonb,
        "continuesRunId" text, unattended boolean, "byPlatform" boolean, traceparent text, "traceId" text)
      on conflict (tenant, idempotency_key) where idempotency_key is not null do nothing
      returning ${RUN_COLUMNS}, r.idempotency_key),
    led as (
      insert into runtime.teams (root_run_id, candidates, max_teammates)
      select c.id, n.team->'candidates', (n.team->>'maxTeammates')::int
      from created c join jsonb_to_recordset(${json(runs)}) as n (id text, team jsonb) on n.id = c.id
      where n.team->'candidates' is not null),
    states as (
      insert into runtime.run_states (run_id, initial, captured)
      select c.id, nullif(n."toolState"->'initial', 'null'::jsonb),
        array(select jsonb_array_elements_text(n."toolState"->'captured'))
      from created c join jsonb_to_recordset(${json(runs)}) as n (id text, "toolState" jsonb) on n.id = c.id
      where n."toolState"->'captured' is not null),
    handled as (
      insert into runtime.run_handlings (run_id, cassette_id, cassette, mode, faults)
      select c.id, (n.handling->>'cassetteId')::bigint, n.handling->>'cassette', n.handling->>'mode',
        nullif(n.handling->'faults', 'null'::jsonb)
      from created c join jsonb_to_recordset(${json(runs)}) as n (id text, handling jsonb) on n.id = c.id
      where jsonb_typeof(n.handling) = 'object'),
    trees as (insert into runtime.run_trees (root_run_id) select id from created)
    select * from created`),
  );
  const byId = new Map(created.map((row) => [row.id, row]));
  const keys = runs.flatMap(({ id, idempotencyKey }) => (byId.has(id) ? [] : (idempotencyKey ?? [])));
  const known =
    keys.length === 0
      ? []
      : await many(
          on,
          Keyed,
          sql`select ${RUN_COLUMNS}, r.idempotency_key from runtime.runs r
            where r.tenant = ${tenant} and r.idempotency_key = any(${keys})`,
        );
  const byKey = new Map([...known, ...created].map((row) => [row.idempotency_key, row]));
  return runs.map((run) => {
    const row = run.idempotencyKey === null ? byId.get(run.id) : byKey.get(run.idempotencyKey);
    if (!row) throw new Error('A run that was inserted is not there.');
    return row;
  });
}

export interface NewChildRun {
  id: string;
  parent: Pick<RunRow, 'id' | 'tenant' | 'bundle_digest' | 'depth' | 'unattended' | 'model_override'>;
  callId: string;
  agent: string;
  input: string;
  seed: number;
  limits: RunLimits;
  continuesRunId: string | undefined;
  traceparent: string;
  traceId: string;
}

/** The run of that call of the parent: the one that there is, or a new one, if `mayStart` does not throw. Throws `ClaimLost`. */
export async function findOrInsertChildRun(
  on: Queryable,
  claim: Claim,
  child: NewChildRun,
  mayStart: () => void,
): Promise<RunRow> {
  const { parent } = child;
  const before = await maybeOne(
    on,
    RunRow,
    sql`select ${RUN_COLUMNS} from runtime.runs r
      where r.parent_run_id = ${parent.id} and r.parent_call_id = ${child.callId}`,
  );
  if (before) return before;
  mayStart();
  const inserted = await maybeOne(
    on,
    RunRow,
    sql`with gate as (
      select 1 from runtime.run_trees where root_run_id = ${claim.rootRunId} and fence = ${claim.fence} for share)
    insert into runtime.runs as r (id, tenant, bundle_digest, agent, input, seed, limits, state, parent_run_id,
      parent_call_id, root_run_id, depth, continues_run_id, unattended, model_override, traceparent, trace_id)
    select ${child.id}, ${parent.tenant}, ${parent.bundle_digest}, ${child.agent}, (${json([child.input])}::jsonb)->>0, ${child.seed}::bigint,
      ${json(child.limits)}::jsonb, 'queued', ${parent.id}, ${child.callId}, ${claim.rootRunId},
      ${parent.depth + 1}::int, ${child.continuesRunId ?? null}, ${parent.unattended},
      ${parent.model_override ? json(parent.model_override) : null}::jsonb, ${child.traceparent}, ${child.traceId}
    from gate
    returning ${RUN_COLUMNS}`,
  );
  if (!inserted) throw new ClaimLost(claim.rootRunId);
  return inserted;
}
