-- A run may wait for a person's decision on a tool call.
alter table runs drop constraint runs_state_check;
alter table runs add constraint runs_state_check
  check (state in ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'));

alter table runs
  add column cache_write_tokens bigint not null default 0,
  -- US dollars; null when no call had a price.
  add column cost_usd double precision,
  -- The answer as a value, for agents with an output schema.
  add column output jsonb,
  -- The input's blocks, when it is more than one text.
  add column content jsonb,
  -- User messages that came in while the run was at work, and how many of them it took.
  add column inbox_count int not null default 0,
  add column inbox_taken int not null default 0;

-- A compacted conversation is a new chain: what it keeps of the old one it names and does not copy.
alter table messages
  alter column message drop not null,
  add column same_as text,
  -- Of the result that a tool message holds.
  add column call_id text,
  add constraint messages_body check ((message is null) <> (same_as is null));
create index messages_by_call on messages (run_id, call_id) where call_id is not null;

alter table model_steps
  add column provider text,
  -- Token ids and log probabilities, when the server gave them.
  add column tokens jsonb;

-- The arguments are in the message that holds the call. The outcome stays here only until its turn is complete.
alter table tool_calls
  drop column arguments,
  drop column iteration;

-- An event of a message is told by naming the message: its text is stored once. Such a row stands for as many events
-- as the message makes, numbered from its sequence on.
alter table events
  add column count int not null default 1,
  add column message_id text,
  add column call_id text;

create table compactions (
  run_id text not null references runs (id) on delete cascade,
  -- Sequence in the run of the first message that the compaction wrote.
  seq int not null,
  iteration int not null,
  report jsonb not null,
  usage jsonb not null,
  created_at timestamptz not null default now(),
  primary key (run_id, seq)
);

create table permission_requests (
  run_id text not null references runs (id) on delete cascade,
  call_id text not null,
  root_run_id text not null,
  tool_name text not null,
  arguments jsonb not null,
  prompt text not null,
  key text not null,
  decision text check (decision in ('allow', 'deny')),
  -- Holds for every later call with the same key in the tree of runs.
  always boolean not null default false,
  reason text,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  primary key (run_id, call_id)
);
create index permission_requests_by_root on permission_requests (root_run_id);

create table inbox (
  id bigint generated always as identity primary key,
  run_id text not null references runs (id) on delete cascade,
  message jsonb not null,
  taken boolean not null default false,
  created_at timestamptz not null default now()
);
create index inbox_waiting on inbox (run_id, id) where not taken;

-- What the tools of a run share.
create table storage (
  run_id text not null references runs (id) on delete cascade,
  key text not null,
  value jsonb not null,
  primary key (run_id, key)
);

-- The answer must be JSON that is valid against it; wins over the agent's own.
alter table runs add column output_schema jsonb;
-- Nobody is there to ask: a tool call that would need a decision is denied.
alter table runs add column unattended boolean not null default false;
-- Time that the run spent waiting for people does not count as its own.
alter table runs
  add column waiting_since timestamptz,
  add column waited_ms bigint not null default 0,
  -- Times that decisions woke the run; each has a job of its own, as the job before may still be on its way out.
  add column wakes int not null default 0;
