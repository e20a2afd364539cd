-- Each try at a run, with what it was given and what came of it. `query_runs` holds the last one.
create table run_attempts (
  build_id text not null references builds on delete cascade,
  query_id text not null,
  sample_index int not null,
  -- From 1.
  attempt int not null,
  -- Null until the runtime took the run.
  run_id text unique,
  state text not null check (state in ('running', 'completed', 'failed', 'cancelled')),
  -- How it counts; null until it has ended.
  outcome text,
  stop_reason text,
  failure jsonb,
  trace_id text not null default '',
  usage jsonb,
  dispatched_at timestamptz not null default now(),
  -- Of the runtime: when a worker took it up, and when it ended.
  started_at timestamptz,
  finished_at timestamptz,
  primary key (query_id, sample_index, attempt),
  foreign key (query_id, sample_index) references query_runs on delete cascade
);
create index run_attempts_of_build on run_attempts (build_id);

alter table query_runs
  add column attempt int not null default 1,
  add column outcome text,
  -- A try after a fault waits until then.
  add column not_before timestamptz;

update query_runs set outcome = case
    when state = 'completed' then 'completed'
    when state = 'cancelled' then 'cancelled'
    when stop_reason in ('max_iterations', 'budget') then 'budget'
    when stop_reason in ('truncated', 'timeout') then stop_reason
    when stop_reason in ('invalid_output', 'model_error') then 'model_fault'
    when stop_reason = 'permission_pending' then 'policy'
    else 'crash' end
  where state not in ('queued', 'running');

insert into run_attempts (build_id, query_id, sample_index, attempt, run_id, state, outcome, stop_reason, trace_id, usage)
  select build_id, query_id, sample_index, 1, run_id, case when state = 'queued' then 'running' else state end, outcome,
    stop_reason, trace_id, usage
  from query_runs where state = 'running' or run_id is not null;

-- What an attempt may use at most of the build's budget, set aside before it is dispatched; null without a budget.
alter table run_attempts
  add column reserved_tokens double precision,
  add column reserved_cost_usd double precision;

-- A build waits for somebody, for a reason: {reason, stage, at}.
alter table builds drop constraint builds_state_check;
alter table builds add constraint builds_state_check
  check (state in ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled'));
alter table builds
  add column pause_requested boolean not null default false,
  add column paused jsonb,
  -- Of model calls whose rows were removed when the queries that they were for were tried anew.
  add column forgotten_usage jsonb;
