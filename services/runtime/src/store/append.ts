/**
 * The one statement by which a worker writes to a run: checks the fence, gives the events their numbers, and writes
 * everything that belongs together, all or nothing.
 */
import type {
  Failure,
  Json,
  Message,
  RunEventType,
  RunState,
  StopReason,
  ToolOutcome,
  Usage,
} from '@nex/core';
import { json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Claim } from './claim.ts';
import { ClaimLost } from './claim-lost.ts';
import { OPEN } from './run-row.ts';

export interface NewEvent {
  type: RunEventType;
  /** Milliseconds since 1970. */
  timestamp: number;
  data: { [key: string]: Json };
}

export interface NewMessage {
  id: string;
  seq: number;
  predecessor: string | null;
  message: Message;
}

export interface Append {
  events: readonly NewEvent[];
  messages?: readonly NewMessage[];
  step?: { iteration: number; usage: Usage; finishReason: string; model: string; latencyMs: number };
  /** Calls of the recorded answer. */
  intended?: readonly { callId: string; iteration: number; name: string; arguments: string }[];
  ended?: { callId: string; outcome: ToolOutcome; latencyMs: number };
  settled?: { state: RunState; stopReason: StopReason; response: string; failure: Failure | null };
}

const Held = z.object({ held: z.coerce.number() });

/** Throws `ClaimLost` when the fence is not the newest any more; then nothing was written. */
export async function append(on: Queryable, claim: Claim, runId: string, what: Append): Promise<void> {
  const rows = (value: object | undefined) => json(value === undefined ? [] : [value]);
  const events = json(what.events);
  const step = rows(what.step);
  const settled = rows(what.settled);
  const row = await maybeOne(
    on,
    Held,
    sql`with gate as (
      update runtime.run_trees set event_sequence = event_sequence + ${what.events.length}::int
      where root_run_id = ${claim.rootRunId} and fence = ${claim.fence}
      returning event_sequence - ${what.events.length}::int as base),
    said as (
      insert into runtime.events (root_run_id, sequence, run_id, type, timestamp_ms, data)
      select ${claim.rootRunId}, gate.base + e.position, ${runId}, e.event->>'type',
        (e.event->>'timestamp')::bigint, e.event->'data'
      from gate, jsonb_array_elements(${events}::jsonb) with ordinality as e (event, position)),
    spoken as (
      insert into runtime.messages (run_id, seq, id, predecessor, message)
      select ${runId}, m.seq, m.id, m.predecessor, m.message
      from gate, jsonb_to_recordset(${json(what.messages ?? [])}::jsonb)
        as m (seq int, id text, predecessor text, message jsonb)),
    stepped as (
      insert into runtime.model_steps (run_id, iteration, usage, finish_reason, model, latency_ms)
      select ${runId}, s.iteration, s.usage, s."finishReason", s.model, round(s."latencyMs")::int
      from gate, jsonb_to_recordset(${step}::jsonb)
        as s (iteration int, usage jsonb, "finishReason" text, model text, "latencyMs" numeric)),
    intended as (
      insert into runtime.tool_calls (run_id, call_id, iteration, name, arguments, state)
      select ${runId}, c."callId", c.iteration, c.name, c.arguments, 'intended'
      from gate, jsonb_to_recordset(${json(what.intended ?? [])}::jsonb)
        as c ("callId" text, iteration int, name text, arguments text)),
    ended as (
      update runtime.tool_calls t set state = 'finished', outcome = e.outcome,
        latency_ms = round(e."latencyMs")::int
      from gate, jsonb_to_recordset(${rows(what.ended)}::jsonb)
        as e ("callId" text, outcome jsonb, "latencyMs" numeric)
      where t.run_id = ${runId} and t.call_id = e."callId"),
    counted as (
      update runtime.runs r set model = s.model,
        input_tokens = r.input_tokens + (s.usage->>'inputTokens')::bigint,
        output_tokens = r.output_tokens + (s.usage->>'outputTokens')::bigint,
        cached_input_tokens = r.cached_input_tokens + (s.usage->>'cachedInputTokens')::bigint,
        reasoning_tokens = r.reasoning_tokens + (s.usage->>'reasoningTokens')::bigint,
        model_calls = r.model_calls + (s.usage->>'modelCalls')::int
      from gate, jsonb_to_recordset(${step}::jsonb) as s (usage jsonb, model text)
      where r.id = ${runId}),
    settled as (
      update runtime.runs r set state = s.state, stop_reason = s."stopReason", response = s.response,
        failure = s.failure, finished_at = now()
      from gate, jsonb_to_recordset(${settled}::jsonb)
        as s (state text, "stopReason" text, response text, failure jsonb)
      where r.id = ${runId} and r.state in ${OPEN})
    select count(*) as held from gate`,
  );
  if (row?.held !== 1) throw new ClaimLost(claim.rootRunId);
}
