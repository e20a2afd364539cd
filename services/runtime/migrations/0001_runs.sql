create table bundles (
  digest text primary key,
  files jsonb not null,
  -- Path of the agent that runs when none is named; null when the bundle does not say.
  entry text,
  -- [{name, file}], every agent of the bundle.
  agents jsonb not null,
  created_at timestamptz not null default now()
);

-- What all runs of one tree share. Every write of a worker goes through this row: it holds the worker's fence and
-- gives out the sequence of the events, so events become visible in the order of their numbers.
create table run_trees (
  root_run_id text primary key,
  -- The newest worker's number; writes of an older one change nothing.
  fence bigint not null default 0,
  event_sequence bigint not null default 0
) with (fillfactor = 50);

create table runs (
  id text primary key,
  bundle_digest text not null references bundles (digest),
  -- Path in the bundle; null for a run below another, whose agent is found through its parent.
  agent_file text,
  agent text not null,
  input text not null,
  seed bigint not null,
  limits jsonb not null,
  state text not null check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  stop_reason text,
  response text not null default '',
  failure jsonb,
  -- Of this run's own model calls.
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  reasoning_tokens bigint not null default 0,
  model_calls int not null default 0,
  parent_run_id text references runs (id) on delete cascade,
  parent_call_id text,
  root_run_id text not null,
  depth int not null,
  -- The run whose conversation this one goes on with.
  continues_run_id text references runs (id),
  idempotency_key text unique,
  traceparent text not null,
  trace_id text not null,
  -- Times that a worker took the run up.
  attempt int not null default 0,
  cancel_requested boolean not null default false,
  -- As the model server calls its model; the requested name until the first answer.
  model text,
  provider text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (parent_run_id, parent_call_id)
) with (fillfactor = 80);

create index runs_roots on runs (id desc) where parent_run_id is null;
create index runs_roots_by_state on runs (state, id desc) where parent_run_id is null;
create index runs_open on runs (id) where parent_run_id is null and state in ('queued', 'running');
create index runs_by_root on runs (root_run_id);
create index runs_to_cancel on runs (root_run_id) where cancel_requested and state in ('queued', 'running');
create index runs_finished on runs (finished_at) where finished_at is not null;

-- Append-only; each message once. A conversation is the walk from its last message along the predecessors, so a
-- run that goes on with another's conversation shares its messages.
create table messages (
  run_id text not null references runs (id) on delete cascade,
  seq int not null,
  id text not null unique,
  predecessor text,
  message jsonb not null,
  primary key (run_id, seq)
);

create table model_steps (
  run_id text not null references runs (id) on delete cascade,
  iteration int not null,
  usage jsonb not null,
  finish_reason text not null,
  model text not null,
  latency_ms int not null,
  created_at timestamptz not null default now(),
  primary key (run_id, iteration)
);

create table tool_calls (
  run_id text not null references runs (id) on delete cascade,
  call_id text not null,
  iteration int not null,
  name text not null,
  -- As the model wrote them.
  arguments text not null,
  -- intended: durable, not begun. started: begun, and unknown what it did when its worker is dead. finished: done.
  state text not null check (state in ('intended', 'started', 'finished')),
  -- Times that a worker began the call: more than 1 only for repeatable tools after a crash.
  starts int not null default 0,
  outcome jsonb,
  latency_ms int,
  primary key (run_id, call_id)
);

create table tool_snapshots (
  digest text primary key,
  tools jsonb not null
);

create table run_tools (
  run_id text primary key references runs (id) on delete cascade,
  snapshot_digest text not null references tool_snapshots (digest)
);

create table events (
  root_run_id text not null,
  sequence bigint not null,
  run_id text not null references runs (id) on delete cascade,
  type text not null,
  -- Milliseconds since 1970.
  timestamp_ms bigint not null,
  data jsonb not null,
  primary key (root_run_id, sequence)
);
