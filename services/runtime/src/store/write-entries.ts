/**
 * The one statement by which workers write to runs: checks the fence of each tree, gives the events their numbers, and
 * writes everything that belongs together. It takes the entries of many runs at a time, because a commit costs the same
 * for one as for fifty.
 */
import { json, type Queryable } from '@nex/postgres';
import * as z from 'zod';
import type { Claim } from './claim.ts';
import type { LogEntry } from './log-entry.ts';

export interface PendingEntry {
  claim: Claim;
  runId: string;
  entry: LogEntry;
}

/** One row per entry whose fence held, in the order of the entries. */
const Row = z.object({ position: z.number(), waiting: z.number(), settled: z.boolean() });
export type WrittenRow = z.infer<typeof Row>;

const TEXT = `
with input as materialized (
  select o.ordinality::int as position, o.value->>'root' as root, (o.value->>'fence')::bigint as fence,
    o.value->>'run' as run, (o.value->>'count')::int as n, o.value as entry
  from jsonb_array_elements($1::jsonb) with ordinality o),
wanted as (select root, fence, sum(n) as n from input group by root, fence),
gate as (
  update runtime.run_trees t set event_sequence = t.event_sequence + w.n
  from wanted w where t.root_run_id = w.root and t.fence = w.fence
  returning t.root_run_id as root, t.fence, t.event_sequence - w.n as base),
held as materialized (
  select i.position, i.root, i.run, i.entry,
    g.base + sum(i.n) over (partition by i.root order by i.position) - i.n as base
  from input i join gate g on g.root = i.root and g.fence = i.fence),
settled as (
  update runtime.runs r set state = s.entry->'settled'->>'state',
    stop_reason = s.entry->'settled'->>'stopReason', response = s.entry->'settled'->>'response',
    output = s.entry->'settled'->'output', failure = nullif(s.entry->'settled'->'failure', 'null'::jsonb),
    finished_at = case when s.entry->'settled'->>'state' = 'waiting' then null else now() end,
    waiting_since = case when s.entry->'settled'->>'state' = 'waiting' then now() end
  from held s
  where s.entry ? 'settled' and r.id = s.run and r.state in ('queued', 'running', 'waiting')
    and ((s.entry->'settled'->>'force')::boolean or r.inbox_count = r.inbox_taken)
  returning s.position),
counted as (
  update runtime.runs r set model = coalesce(s.model, r.model), provider = coalesce(s.provider, r.provider),
    input_tokens = r.input_tokens + s.input, output_tokens = r.output_tokens + s.output,
    cached_input_tokens = r.cached_input_tokens + s.cached, reasoning_tokens = r.reasoning_tokens + s.reasoning,
    cache_write_tokens = r.cache_write_tokens + s.written, model_calls = r.model_calls + s.calls,
    throttled_calls = r.throttled_calls + s.throttled,
    cost_usd = case when s.cost is null then r.cost_usd else coalesce(r.cost_usd, 0) + s.cost end,
    inbox_taken = r.inbox_taken + s.taken
  from (
    select h.run, max(coalesce(h.entry->'step'->>'model', h.entry->'opened'->>'model')) as model,
      max(coalesce(h.entry->'step'->>'provider', h.entry->'opened'->>'provider')) as provider,
      coalesce(sum((u.usage->>'inputTokens')::bigint), 0) as input,
      coalesce(sum((u.usage->>'outputTokens')::bigint), 0) as output,
      coalesce(sum((u.usage->>'cachedInputTokens')::bigint), 0) as cached,
      coalesce(sum((u.usage->>'reasoningTokens')::bigint), 0) as reasoning,
      coalesce(sum((u.usage->>'cacheWriteTokens')::bigint), 0) as written,
      coalesce(sum((u.usage->>'modelCalls')::int), 0) as calls,
      coalesce(sum((u.usage->>'throttledCalls')::int), 0) as throttled,
      sum((u.usage->>'costUsd')::double precision) as cost,
      coalesce(sum(jsonb_array_length(h.entry->'taken')), 0) as taken
    from held h cross join lateral (
      select coalesce(h.entry->'step'->'usage', h.entry->'compaction'->'usage') as usage) u
    where h.entry ?| array['opened', 'step', 'compaction', 'taken'] group by h.run) s
  where r.id = s.run),
offered as (
  insert into runtime.run_tools (run_id, snapshot_digest)
  select h.run, h.entry->'opened'->>'tools' from held h where h.entry ? 'opened'
  on conflict (run_id) do nothing),
said as (
  insert into runtime.events (root_run_id, sequence, count, run_id, type, timestamp_ms, data, message_id, call_id)
  select h.root, h.base + 1 + sum(coalesce((e.value->>'count')::int, 1))
      over (partition by h.position order by e.ordinality) - coalesce((e.value->>'count')::int, 1),
    coalesce((e.value->>'count')::int, 1), h.run, e.value->>'type', (e.value->>'timestamp')::bigint,
    e.value->'data', e.value->>'messageId', e.value->>'callId'
  from held h cross join lateral jsonb_array_elements(h.entry->'events') with ordinality e
  where not h.entry ? 'settled' or h.position in (select position from settled)),
spoken as (
  insert into runtime.messages (run_id, seq, id, predecessor, message, same_as, call_id, digest)
  select h.run, m.seq, m.id, m.predecessor, m.message, m."sameAs", m."callId",
    encode(sha256(convert_to(m.message::text, 'UTF8')), 'hex')
  from held h cross join lateral jsonb_to_recordset(h.entry->'messages')
    as m (seq int, id text, predecessor text, message jsonb, "sameAs" text, "callId" text)
  where h.entry ? 'messages'),
stepped as (
  insert into runtime.model_steps (run_id, iteration, usage, finish_reason, model, provider, latency_ms, tokens)
  select h.run, s.iteration, s.usage, s."finishReason", s.model, s.provider, round(s."latencyMs")::int, s.tokens
  from held h cross join lateral jsonb_to_record(h.entry->'step') as s (iteration int, usage jsonb,
    "finishReason" text, model text, provider text, "latencyMs" numeric, tokens jsonb)
  where h.entry ? 'step'),
started as (
  insert into runtime.tool_calls as t (run_id, call_id, name, state, starts)
  select h.run, c."callId", c.name, 'started', 1
  from held h cross join lateral jsonb_to_recordset(h.entry->'started') as c ("callId" text, name text)
  where h.entry ? 'started'
  on conflict (run_id, call_id) do update set state = 'started', starts = t.starts + 1),
ended as (
  insert into runtime.tool_calls as t (run_id, call_id, name, state, starts, outcome, latency_ms)
  select h.run, c."callId", c.name, 'finished', 1, c.outcome, round(c."latencyMs")::int
  from held h cross join lateral jsonb_to_recordset(h.entry->'ended')
    as c ("callId" text, name text, outcome jsonb, "latencyMs" numeric)
  where h.entry ? 'ended'
  on conflict (run_id, call_id) do update set state = 'finished', outcome = excluded.outcome,
    latency_ms = coalesce(excluded.latency_ms, t.latency_ms)),
kept as (
  insert into runtime.cassette_outcomes (cassette_id, digest, outcome, bytes)
  select distinct on (k."cassetteId", k.digest) k."cassetteId", k.digest, k.outcome, octet_length(k.outcome::text)
  from held h cross join lateral jsonb_to_recordset(h.entry->'recorded')
      as k ("cassetteId" bigint, digest text, outcome jsonb)
    join runtime.cassettes c on c.id = k."cassetteId"
  where h.entry ? 'recorded' order by 1, 2
  on conflict do nothing),
recorded as (
  insert into runtime.cassette_calls (cassette_id, key, take, server, tool, schema, args, outcome)
  select distinct on (k."cassetteId", k.key, k.take) k."cassetteId", k.key, k.take, k.server, k.tool, k.schema,
    k.args, k.digest
  from held h cross join lateral jsonb_to_recordset(h.entry->'recorded') as k ("cassetteId" bigint, key text,
      take text, server text, tool text, schema text, args text, digest text)
    join runtime.cassettes c on c.id = k."cassetteId"
  where h.entry ? 'recorded' order by 1, 2, 3, h.position desc
  on conflict (cassette_id, key, take) do update set outcome = excluded.outcome),
compacted as (
  insert into runtime.compactions (run_id, seq, iteration, report, usage)
  select h.run, c.seq, c.iteration, c.report, c.usage
  from held h cross join lateral jsonb_to_record(h.entry->'compaction')
    as c (seq int, iteration int, report jsonb, usage jsonb)
  where h.entry ? 'compaction'),
asked as (
  insert into runtime.permission_requests (run_id, call_id, root_run_id, tool_name, arguments, prompt, key)
  select h.run, p."callId", h.root, p."toolName", p.arguments, p.prompt, p.key
  from held h cross join lateral jsonb_to_recordset(h.entry->'requests')
    as p ("callId" text, "toolName" text, arguments jsonb, prompt text, key text)
  where h.entry ? 'requests'
  on conflict (run_id, call_id) do nothing),
taken as (
  update runtime.inbox b set taken = true
  from held h where h.entry ? 'taken' and b.run_id = h.run
    and b.id::text in (select jsonb_array_elements_text(h.entry->'taken')))
select h.position, (r.inbox_count - r.inbox_taken - coalesce(jsonb_array_length(h.entry->'taken'), 0))::int as waiting,
  not h.entry ? 'settled' or h.position in (select position from settled) as settled
from held h join runtime.runs r on r.id = h.run order by h.position`;

/** Entries whose fence is not the newest any more write nothing and have no row. */
export async function writeEntries(on: Queryable, entries: readonly PendingEntry[]): Promise<WrittenRow[]> {
  const input = entries.map(({ claim, runId, entry }) => ({
    root: claim.rootRunId,
    fence: claim.fence,
    run: runId,
    count: eventCount(entry),
    ...entry,
    events: entry.events ?? [],
  }));
  const result = await on.query<WrittenRow>({ name: 'runtime-log', text: TEXT, values: [json(input)] });
  return result.rows.map((row) => Row.parse(row));
}

function eventCount({ events = [] }: LogEntry): number {
  let count = 0;
  for (const event of events) count += event.count ?? 1;
  return count;
}
